import {
  type Frame,
  line,
  type Metrics,
  progress,
  type Run,
  type RunContext,
  type TextFrame,
} from "@offprint/lab";
import type { controls, Values } from "./controls.ts";
import { type Examples, examplesOf, lowerBoundExamples, sphereExamples } from "./examples.ts";
import { type Iterate, iterates, untilSeparated } from "./iterates.ts";
import { examplePoints, pathPoints, spread } from "./pictures.ts";
import { boundOf, type RuleName, ruleOf, unitOf } from "./rules.ts";

type Context = RunContext<typeof controls>;

/** Numbers of examples that the last plot compares. */
export const scalingCounts = [10, 30, 100, 300, 1000, 3000];

/** What a logarithmic axis shows in place of 0. */
export const noMistakes = 0.5;
const smallestLoss = 1e-6;
const curvePoints = 400;

/** A run that ended, separated (`steps`) or not (null). */
interface Separation {
  path: Iterate[];
  steps: number | null;
}

/** The live run: one rule on the reader's examples, then on the worst case of several sizes. */
export const liveRun: Run<typeof controls> = async function* (context) {
  const total = scalingCounts.length + 1;
  yield progress(0, total);
  const examples = await examplesOf(context.controls, context.seed);
  const separation = yield* separate(context, examples);
  yield* pictures(context, examples, separation);
  yield progress(1, total);
  yield* scaling(context, total);
  return metricsOf(separation, Math.round(context.controls.patience));
};

/** The same on the chosen examples alone, without anything to look at. */
export const measuredRun: Run = async function* (context) {
  yield progress(0, 1);
  const chosen = context.controls as Values;
  const examples = await examplesOf(chosen, context.seed);
  const frames = separate({ ...context, controls: chosen }, examples);
  return metricsOf(await resultOf(frames), Math.round(chosen.patience));
};

async function* separate(context: Context, examples: Examples): AsyncGenerator<Frame, Separation> {
  const { arm, controls: chosen } = context;
  const rule = ruleOf(arm as RuleName, chosen.stepSize);
  const run = untilSeparated(context, rule, examples, Math.round(chosen.patience));
  const path: Iterate[] = [];
  let shown = 0;
  for (;;) {
    const { value, done } = await run.next();
    if (!done) path.push(...value);
    if (done || path.length > 1.3 * shown) {
      yield* curves(path);
      shown = path.length;
    }
    if (done) return { path, steps: value };
  }
}

/** Both curves anew, with as many points as can be told apart. */
function* curves(path: Iterate[]): Generator<Frame, void> {
  const points = (of: (iterate: Iterate) => number) =>
    spread(path, curvePoints).map((iterate): [number, number] => [iterate.step + 1, of(iterate)]);
  yield {
    ...line(
      "mistakes",
      points(({ mistakes }) => Math.max(mistakes, noMistakes)),
    ),
    reset: true,
  };
  yield {
    ...line(
      "loss",
      points(({ loss }) => Math.max(loss, smallestLoss)),
    ),
    reset: true,
  };
}

function* pictures(
  { arm, controls: { stepSize } }: Context,
  examples: Examples,
  { path, steps }: Separation,
): Generator<Frame, void> {
  const { theta } = path.at(-1)!;
  const unit = unitOf(arm as RuleName, stepSize);
  yield { kind: "scatter", plot: "path", points: pathPoints(path, unit, examples) };
  yield { kind: "scatter", plot: "examples", points: examplePoints(examples, theta) };
  const { count, geometry } = examples;
  const bound = geometry && boundOf(arm as RuleName, stepSize, count, geometry);
  yield outcome({ path, steps }, bound);
}

function outcome({ path, steps }: Separation, bound: number | undefined): TextFrame {
  const { mistakes, step } = path.at(-1)!;
  const peak = Math.max(...path.map(({ loss }) => loss)).toPrecision(3);
  const result =
    steps === null
      ? `${mistakes} ${mistakes === 1 ? "mistake is" : "mistakes are"} left after ${step} updates.`
      : `separated after ${steps} ${steps === 1 ? "update" : "updates"}.`;
  const promise = bound === undefined ? "" : ` The theory promises at most ${Math.floor(bound)}.`;
  return { kind: "text", plot: "outcome", text: `${result}${promise} Largest loss on the way: ${peak}.` };
}

/** Updates needed for the worst case of every size, as far as patience goes. */
async function* scaling(context: Context, total: number): AsyncGenerator<Frame, void> {
  const { arm, controls: chosen } = context;
  const rule = ruleOf(arm as RuleName, chosen.stepSize);
  for (const [i, count] of scalingCounts.entries()) {
    const steps = await resultOf(
      untilSeparated(context, rule, lowerBoundExamples(count), Math.round(chosen.patience)),
    );
    yield line("scaling", [[count, steps ?? NaN]]);
    yield progress(i + 2, total);
  }
}

/** What a generator returns in the end, whatever it yields. */
async function resultOf<T>(generator: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { value, done } = await generator.next();
    if (done) return value as T;
  }
}

/** A run that did not separate the examples counts as one that took all its patience. */
function metricsOf({ path, steps }: Separation, patience: number): Metrics {
  const iterations = steps ?? patience;
  return {
    iterations,
    logIterations: Math.log10(iterations),
    separated: steps === null ? 0 : 1,
    peakLoss: Math.max(...path.map(({ loss }) => loss)),
    finalLoss: path.at(-1)!.loss,
  };
}

const limitSetting = { count: 500, margin: 0.02, dim: 20 };

/** Step sizes whose paths are compared with the batch perceptron's. */
export const limitStepSizes = [100, 1e6, 1e8];
export const deviationMetric = (stepSize: number) => `deviation-${stepSize}`;

/** How far θ/γ strays from the batch perceptron's θ until that one has separated the examples: the largest ratio. */
export const limitRun: Run = async function* (context) {
  yield progress(0, limitStepSizes.length);
  const examples = sphereExamples({ ...limitSetting, seed: context.seed });
  const path: number[][] = [];
  for await (const some of untilSeparated(context, ruleOf("perceptron", 1), examples, 10_000)) {
    path.push(...some.map(({ theta }) => theta));
  }
  const metrics: Metrics = { iterations: path.length - 1 };
  for (const [i, stepSize] of limitStepSizes.entries()) {
    metrics[deviationMetric(stepSize)] = await largestDeviation(context, examples, stepSize, path);
    yield progress(i + 1, limitStepSizes.length);
  }
  return metrics;
};

async function largestDeviation(
  context: Pick<Context, "compile" | "signal">,
  examples: Examples,
  stepSize: number,
  path: number[][],
): Promise<number> {
  let largest = 0;
  for await (const some of iterates(context, ruleOf("logistic", stepSize), examples)) {
    for (const { step, theta } of some) {
      if (step === 0) continue;
      if (step === path.length) return largest;
      const wanted = path[step]!;
      const off = Math.hypot(...theta.map((x, i) => x / stepSize - wanted[i]!));
      largest = Math.max(largest, off / Math.hypot(...wanted));
    }
  }
  return largest;
}
