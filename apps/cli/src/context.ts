import type { Experiment, Results } from "@offprint/lab";
import type { Card } from "@offprint/papers";
import type { Terminal } from "./terminal/terminal.ts";

/** The collection of papers that the commands work on. */
export interface Collection {
  paperSlugs(): string[];
  loadCard(slug: string): Promise<Card>;
  loadExperiment(slug: string): Promise<Experiment>;
  loadResults(slug: string): Promise<Results | undefined>;
  /** Where a paper's results stand. */
  resultsFile(slug: string): URL;
  /** Folders whose code decides what a paper's runs measure. */
  sourceFolders(slug: string): URL[];
  /** Entry file of the worker threads. */
  workerEntry: URL;
}

/** What every command is given. */
export interface Context {
  papers: Collection;
  terminal: Terminal;
  /** Aborted when the user presses Ctrl-C. */
  signal: AbortSignal;
  /** Directory of finished cells. */
  cells: string;
  /** Folder of the embedded database, where no `DATABASE_URL` names another. */
  dataFolder: string;
  /** Environment variables. */
  environment: Record<string, string | undefined>;
}
