import type { Program, Tree } from "@offprint/compile";
import type { Claim } from "./claim.ts";
import type { Controls, ControlValues } from "./control.ts";
import type { Frame, Plots } from "./frame.ts";

/** `compile` of `@offprint/compile` with the target already chosen by whoever runs the experiment. */
export type Compile = <Args extends Tree[], Out extends Tree>(
  fn: (...args: Args) => Out,
) => Program<Args, Out>;

/** Named results of a run. NaN says that there is no such value, for example after divergence. */
export type Metrics = Record<string, number>;

/** What a run is given. The same context gives the same frames and metrics. */
export interface RunContext<C extends Controls = Controls> {
  /** Name of one of the experiment's arms. */
  arm: string;
  /** 32-bit unsigned integer. */
  seed: number;
  controls: ControlValues<C>;
  /** Aborted when the reader presses Stop: call `signal.throwIfAborted()` in every loop. */
  signal: AbortSignal;
  compile: Compile;
}

/** Yields frames as it goes and returns the metrics. */
export type Run<C extends Controls = Controls> = (
  context: RunContext<C>,
) => AsyncGenerator<Frame, Metrics, void>;

/** One treatment that a reader can choose: the paper's method, or something it is compared with. */
export interface Arm {
  label: string;
  role: "method" | "baseline";
  help: string;
}

export interface Experiment<C extends Controls = Controls> {
  slug: string;
  controls: C;
  arms: Record<string, Arm>;
  /** Set where everything is plain numbers: a graphics card would only have to hand them back. */
  processorOnly?: boolean;
  /** Arms that the live lab runs side by side unless the reader chooses others. */
  liveArms: string[];
  plots: Plots;
  /** The live run. */
  run: Run<C>;
  claims: Claim[];
  /** The plot that stands for the paper on its card, taken from a live run of `liveArms` at the defaults. */
  picture: { plot: string; alt: string };
}

/** Declares an experiment; the types of the controls reach `run`. */
export function defineExperiment<const C extends Controls>(experiment: Experiment<C>): Experiment {
  return experiment as unknown as Experiment;
}
