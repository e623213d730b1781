/** Running jobs in Web Workers: the page's side and the worker's. */
export { serveWebWorker } from "./serveWebWorker.ts";
export { webWorkerJudge, type WebWorkerJudge } from "./webWorkerJudge.ts";
export { webWorkerRunner, type WebWorkerOptions } from "./webWorkerRunner.ts";
