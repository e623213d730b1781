import { read } from "@offprint/compile";
import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { type controls, sweptTemperatures, type Values } from "./controls.ts";
import {
  balancedNeighbourAccuracy,
  classTemperatures,
  type LongTailBench,
  measure,
  openLongTailBench,
} from "./measurement.ts";
import { accuracyFrame, classTemperatureFrame, temperaturesFrame } from "./plots.ts";
import { type State, train, type TrainingOptions } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Steps between two pictures. */
const every = 5;

/** Steps between two looks at the accuracy. */
const everyAccuracy = 50;

/** What the claims are judged by: training without pictures, then all measurements. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const options = optionsFor(context.controls);
  const bench = await openLongTailBench(context.compile, benchOptions(context));
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, trainingData(bench), options)) {
      if (step % every === 0) yield progress(step, options.steps);
      if (step === options.steps) metrics = await measure(bench, context.arm, state);
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

/** The live run: trains in sight, then from other temperatures for comparison if the reader wants them. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const bench = await openLongTailBench(context.compile, benchOptions(context));
  try {
    const { temperature, sweep } = context.controls;
    const others = sweep ? sweptTemperatures.filter((other) => other !== temperature) : [];
    const accuracies = new Map([temperature, ...others].map((each) => [each, NaN]));
    const metrics = yield* trainInSight(context, bench, accuracies);
    for (const [round, other] of others.entries())
      yield* compare(context, bench, accuracies, other, round + 1);
    return metrics;
  } finally {
    bench.dispose();
  }
}

async function* trainInSight(
  context: Context,
  bench: LongTailBench,
  accuracies: Map<number, number>,
): AsyncGenerator<Frame, Metrics, void> {
  const options = optionsFor(context.controls);
  const { steps, temperature } = options;
  let metrics: Metrics = {};
  for await (const { step, state } of train(context, trainingData(bench), options)) {
    const isLast = step === steps;
    if (step % every !== 0 && !isLast) continue;
    yield* temperatureFrames(bench, state);
    yield progress(step, accuracies.size * steps);
    if (step % everyAccuracy === 0 || isLast) {
      accuracies.set(temperature, await balancedNeighbourAccuracy(bench, state.network));
      yield accuracyFrame(accuracies);
    }
    if (isLast) metrics = await measure(bench, context.arm, state);
  }
  return metrics;
}

async function* temperatureFrames(
  bench: LongTailBench,
  { memory }: State,
): AsyncGenerator<Frame, void, void> {
  const temperatures = (await read(memory.tau)) as number[];
  const means = classTemperatures(temperatures, bench.digits.train.labels, bench.sizes);
  yield classTemperatureFrame(means, bench.sizes);
  yield temperaturesFrame(temperatures);
}

/** Trains from another temperature and shows nothing but its bar. */
async function* compare(
  context: Context,
  bench: LongTailBench,
  accuracies: Map<number, number>,
  temperature: number,
  round: number,
): AsyncGenerator<Frame, void, void> {
  const options = { ...optionsFor(context.controls), temperature };
  const { steps } = options;
  for await (const { step, state } of train(context, trainingData(bench), options)) {
    if (step % every === 0 || step === steps) yield progress(round * steps + step, accuracies.size * steps);
    if (step % everyAccuracy !== 0 && step !== steps) continue;
    accuracies.set(temperature, await balancedNeighbourAccuracy(bench, state.network));
    yield accuracyFrame(accuracies);
  }
}

const optionsFor = ({ rho, temperature, steps }: Values): TrainingOptions => ({
  rho,
  temperature,
  steps: Math.round(steps),
});

const benchOptions = ({ seed, controls: { imbalance } }: Context) => ({
  seed,
  imbalance: Math.round(imbalance),
});

const trainingData = (bench: LongTailBench) => ({ stream: bench.stream(), digits: bench.digits });
