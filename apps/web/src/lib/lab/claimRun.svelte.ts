import {
  cellsOf,
  runCells,
  verificationSeeds,
  type Cell,
  type CellResult,
  type CellStore,
  type Judgement,
} from "@offprint/lab";
import { webWorkerJudge, webWorkerRunner } from "@offprint/lab/browser";
import type { ClaimView, LabDeclaration } from "../paper.ts";
import { parallelRuns, startWorker } from "./startWorker.ts";

export type ClaimRunStatus = "idle" | "running" | "finished" | "stopped" | "failed";

/** The claim's own protocol, run here: all its cells at the verification seeds, judged as they arrive. */
export class ClaimRun {
  status = $state<ClaimRunStatus>("idle");
  message = $state("");
  /** Finished part of all cells, 0 to 1. */
  progress = $state(0);
  seconds = $state(0);
  /** By what has run so far. */
  judgement = $state.raw<Judgement | null>(null);
  /** Seeds that the judgement stands on. */
  judgedSeeds = $state(0);
  readonly seeds: number[];

  readonly #lab: LabDeclaration;
  readonly #claim: ClaimView;
  /** Finished cells stay, so that a run that was stopped goes on where it was. */
  #finished: Record<string, CellResult> = {};
  #controller = new AbortController();

  constructor(lab: LabDeclaration, claim: ClaimView) {
    this.#lab = lab;
    this.#claim = claim;
    this.seeds = verificationSeeds(lab.slug, claim.protocol);
  }

  async start(): Promise<void> {
    const { protocol } = this.#claim;
    const controller = (this.#controller = new AbortController());
    const { signal } = controller;
    const workers = protocol.measuresTime ? 1 : parallelRuns();
    const runner = webWorkerRunner({ start: () => startWorker("wasm"), workers });
    const judge = webWorkerJudge(startWorker("wasm"));
    const started = performance.now();
    if (this.status === "finished") this.#forget();
    Object.assign(this, { status: "running", message: "" });
    const clock = setInterval(() => (this.seconds = (performance.now() - started) / 1000), 200);
    const judgeSoFar = () => this.#judge((results) => judge.judge(this.#lab.slug, this.#claim.id, results));
    try {
      await runCells(cellsOf(this.#lab, protocol), {
        runner,
        jobs: workers,
        store: this.#store(judgeSoFar),
        signal,
        onProgress: ({ done, total }) => (this.progress = done / total),
      });
      await judgeSoFar();
      this.status = "finished";
    } catch (error) {
      if (!signal.aborted) {
        this.status = "failed";
        this.message = error instanceof Error ? error.message : String(error);
      }
    } finally {
      clearInterval(clock);
      judge.close();
      void runner.close();
    }
  }

  stop(): void {
    this.#controller.abort();
    if (this.status === "running") this.status = "stopped";
  }

  #forget(): void {
    this.#finished = {};
    Object.assign(this, { judgement: null, judgedSeeds: 0, progress: 0 });
  }

  #store(onPut: () => Promise<void>): CellStore {
    const key = ({ treatment, seed }: Cell) => `${treatment}@${seed}`;
    return {
      get: async (cell) => this.#finished[key(cell)],
      put: async (result) => {
        this.#finished[key(result.cell)] = result;
        void onPut();
      },
    };
  }

  async #judge(
    ask: (results: CellResult[]) => Promise<{ judgement: Judgement; seeds: number }>,
  ): Promise<void> {
    try {
      const { judgement, seeds } = await ask(Object.values(this.#finished));
      if (seeds > 0 && seeds >= this.judgedSeeds) Object.assign(this, { judgement, judgedSeeds: seeds });
    } catch (error) {
      // A statistic over all seeds may not exist for the first few; only the last judgement has to.
      if (this.progress === 1) throw error;
    }
  }
}
