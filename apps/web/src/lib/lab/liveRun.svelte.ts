import type { Frame, Metrics, Runner } from "@offprint/lab";
import { applyFrame, emptyPlotData, type PlotData } from "@offprint/lab/plots";
import type { LabDeclaration } from "../paper.ts";
import type { LabSettings } from "./settings.ts";

export type RunStatus = "idle" | "running" | "finished" | "stopped" | "failed";

/** One press of Run: the chosen arms side by side, streaming into the plots. */
export class LiveRun {
  status = $state<RunStatus>("idle");
  /** Finished part of all arms, 0 to 1. */
  progress = $state(0);
  seconds = $state(0);
  /** What went wrong, by arm. */
  failures = $state.raw<Record<string, string>>({});
  /** Final metrics, by arm. */
  metrics = $state.raw<Record<string, Metrics>>({});
  /** Data of the plots; changed in place, each change counted in `versions`. */
  plots: Record<string, PlotData>;
  versions = $state<Record<string, number>>({});
  /** The plots still show the run before. */
  waiting = $state(false);

  readonly #lab: LabDeclaration;
  readonly #preview: Record<string, PlotData>;
  #controller = new AbortController();
  #pending: [arm: string, frame: Frame][] = [];
  #parts: Record<string, number> = {};
  #started = 0;

  constructor(lab: LabDeclaration) {
    this.#lab = lab;
    this.#preview = Object.fromEntries(
      Object.keys(lab.plots).map((plot) => [plot, lab.preview[plot] ?? emptyPlotData()]),
    );
    this.plots = this.#preview;
  }

  /** Stops what is running and runs anew. */
  async start(runner: Runner, settings: LabSettings): Promise<void> {
    this.#controller.abort();
    const controller = (this.#controller = new AbortController());
    const { signal } = controller;
    this.#pending = [];
    this.#parts = Object.fromEntries(settings.arms.map((arm) => [arm, 0]));
    this.#started = performance.now();
    Object.assign(this, { status: "running", progress: 0, seconds: 0, waiting: true });
    this.#redraw(signal);
    const outcomes = await Promise.allSettled(
      settings.arms.map((arm) => this.#runArm(runner, settings, arm, signal)),
    );
    if (this.#controller !== controller || signal.aborted) return;
    this.#fold();
    this.waiting = false;
    this.status = outcomes.some((outcome) => outcome.status === "rejected") ? "failed" : "finished";
  }

  stop(): void {
    this.#controller.abort();
    this.#fold();
    this.waiting = false;
    this.status = "stopped";
  }

  /** Back to how the page was opened. */
  reset(): void {
    this.#controller.abort();
    this.plots = this.#preview;
    for (const plot of Object.keys(this.#lab.plots)) this.#count(plot);
    Object.assign(this, {
      status: "idle",
      progress: 0,
      seconds: 0,
      failures: {},
      metrics: {},
      waiting: false,
    });
  }

  async #runArm(
    runner: Runner,
    { controls, seed }: LabSettings,
    arm: string,
    signal: AbortSignal,
  ): Promise<void> {
    const onFrame = (frame: Frame) => {
      if (!signal.aborted) this.#pending.push([arm, frame]);
    };
    try {
      const job = { slug: this.#lab.slug, arm, seed, controls };
      const { metrics } = await runner.run(job, { signal, onFrame });
      if (signal.aborted) return;
      this.#clear();
      this.metrics = { ...this.metrics, [arm]: metrics };
      this.#parts[arm] = 1;
    } catch (error) {
      if (signal.aborted) return;
      this.#clear();
      this.failures = { ...this.failures, [arm]: error instanceof Error ? error.message : String(error) };
      throw error;
    }
  }

  /** Takes in what has arrived, once for each picture that the screen shows. */
  #redraw(signal: AbortSignal): void {
    requestAnimationFrame(() => {
      if (signal.aborted || this.status !== "running") return;
      this.#fold();
      this.#redraw(signal);
    });
  }

  #fold(): void {
    const pending = this.#pending;
    this.#pending = [];
    if (pending.some(([, frame]) => frame.kind !== "progress")) this.#clear();
    for (const [arm, frame] of pending) {
      if (frame.kind === "progress") this.#parts[arm] = frame.total > 0 ? frame.done / frame.total : 0;
      else if (frame.plot in this.plots) applyFrame(this.plots[frame.plot]!, arm, frame);
    }
    for (const plot of Object.keys(this.#lab.plots)) {
      if (pending.some(([, frame]) => frame.kind !== "progress" && frame.plot === plot)) this.#count(plot);
    }
    const parts = Object.values(this.#parts);
    this.progress = parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
    this.seconds = (performance.now() - this.#started) / 1000;
  }

  /** Wipes the run before as soon as the new one has something to show, so that plots do not flash. */
  #clear(): void {
    if (!this.waiting) return;
    this.waiting = false;
    this.plots = Object.fromEntries(Object.keys(this.#lab.plots).map((plot) => [plot, this.#emptyData()]));
    for (const plot of Object.keys(this.#lab.plots)) this.#count(plot);
    this.metrics = {};
    this.failures = {};
  }

  /** Arms in the experiment's order, whichever speaks first. */
  #emptyData(): PlotData {
    return Object.fromEntries(Object.keys(this.#lab.arms).map((arm) => [arm, []]));
  }

  #count(plot: string): void {
    this.versions[plot] = (this.versions[plot] ?? 0) + 1;
  }
}
