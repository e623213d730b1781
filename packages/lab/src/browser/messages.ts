import type { CellResult } from "../cell.ts";
import type { Judgement } from "../verdict.ts";
import type { FromWorker, ToWorker } from "../worker.ts";

/** Asks a worker, which has the experiment's code, to judge a claim by the cells that are there. */
export interface JudgeRequest {
  type: "judge";
  id: number;
  slug: string;
  claim: string;
  results: CellResult[];
}

export type JudgeAnswer =
  | { type: "judged"; id: number; judgement: Judgement; seeds: number }
  | { type: "unjudged"; id: number; message: string };

export type ToWebWorker = ToWorker | JudgeRequest;
export type FromWebWorker = FromWorker | JudgeAnswer;
