/** What needs Node: worker threads, a cell store on disk, where it runs, programs as ONNX files. */
export { type Model, TraceError, UnsupportedError } from "@offprint/compile";
export * from "./captureModel.ts";
export * from "./cellStore.ts";
export * from "./describeEnvironment.ts";
export * from "./fingerprintSources.ts";
export * from "./resultsFile.ts";
export * from "./serveWorkerThread.ts";
export * from "./workerThreadRunner.ts";
