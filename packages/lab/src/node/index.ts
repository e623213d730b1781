/** What verification needs of Node: worker threads, a cell store on disk, where it runs. */
export * from "./cellStore.ts";
export * from "./describeEnvironment.ts";
export * from "./fingerprintSources.ts";
export * from "./resultsFile.ts";
export * from "./serveWorkerThread.ts";
export * from "./workerThreadRunner.ts";
