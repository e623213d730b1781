/** Entry of a worker thread that runs the papers' experiments. */
import { serveWorkerThread } from "@offprint/lab/node";
import { loadExperiment } from "./registry.ts";

serveWorkerThread(loadExperiment);
