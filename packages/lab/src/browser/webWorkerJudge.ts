import type { CellResult } from "../cell.ts";
import type { Judgement } from "../verdict.ts";
import type { FromWebWorker, JudgeAnswer, JudgeRequest } from "./messages.ts";

/** Judges claims where their code is: in a worker of its own, idle between questions. */
export interface WebWorkerJudge {
  /**
   * @param results finished cells of the claim's protocol; seeds with a treatment missing are left out
   * @returns the judgement, and the number of seeds it stands on
   * @throws Error if the seeds so far cannot be judged
   */
  judge(slug: string, claim: string, results: CellResult[]): Promise<{ judgement: Judgement; seeds: number }>;
  close(): void;
}

/** @param worker one that calls `serveWebWorker` */
export function webWorkerJudge(worker: Worker): WebWorkerJudge {
  const asked = new Map<number, (answer: JudgeAnswer) => void>();
  let questions = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<FromWebWorker>) => {
    if (data.type !== "judged" && data.type !== "unjudged") return;
    asked.get(data.id)?.(data);
    asked.delete(data.id);
  });
  return {
    judge: async (slug, claim, results) => {
      const id = ++questions;
      const answer = await new Promise<JudgeAnswer>((resolve) => {
        asked.set(id, resolve);
        worker.postMessage({ type: "judge", id, slug, claim, results } satisfies JudgeRequest);
      });
      if (answer.type === "unjudged") throw new Error(answer.message);
      return { judgement: answer.judgement, seeds: answer.seeds };
    },
    close: () => worker.terminate(),
  };
}
