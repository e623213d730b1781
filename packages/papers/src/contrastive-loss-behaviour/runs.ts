import type { Array } from "@jax-js/jax";
import { dispose, type Program, read } from "@offprint/compile";
import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { type Bench, openBench } from "../shared/selfSupervised/bench.ts";
import { measure, measureSpread } from "./measurement.ts";
import type { Network } from "../shared/selfSupervised/network.ts";
import { type Observation, observation } from "./observation.ts";
import { type Dot, penaltyFrame, sphereFrame, tradeOffFrame } from "./plots.ts";
import { principalPlane } from "../shared/principalPlane.ts";
import { train, type TrainingOptions } from "./training.ts";
import { type controls, hasTemperature, lossOf, sweptTemperatures, type Values } from "./treatments.ts";

type Context = RunContext<typeof controls>;
type Observe = Program<[Network, Array, Array], Observation>;

/** Steps between two pictures, and between two reports of progress. */
const every = 5;

/** What the claims are judged by: training without pictures, then all measurements. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const options = optionsFor(context.arm, context.controls);
  const bench = await openBench(context.compile);
  let metrics: Metrics = {};
  try {
    for await (const {
      step,
      state: { network },
    } of train(context, bench.digits, options)) {
      if (step % every === 0) yield progress(step, options.steps);
      if (step === options.steps) metrics = await measure(bench, network);
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

/** The live run: trains in sight, then other temperatures for comparison if the reader wants them. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { arm, controls: values, compile } = context;
  const bench = await openBench(compile);
  const observe = compile(observation(lossOf(arm, values)));
  try {
    const { dot, metrics } = yield* trainInSight(context, bench, observe);
    yield* compareTemperatures(context, bench, dot);
    return metrics;
  } finally {
    observe.dispose();
    bench.dispose();
  }
}

async function* trainInSight(
  context: Context,
  bench: Bench,
  observe: Observe,
): AsyncGenerator<Frame, { dot: Dot; metrics: Metrics }, void> {
  const { arm, controls: values } = context;
  const options = optionsFor(arm, values);
  const rounds = 1 + othersFor(arm, values).length;
  let [dot, metrics]: [Dot?, Metrics?] = [];
  for await (const {
    step,
    state: { network },
  } of train(context, bench.digits, options)) {
    const isLast = step === options.steps;
    if (step % every !== 0 && !isLast) continue;
    const seen = await observe(network, bench.images.test, bench.images.testLabels);
    const { directions, similarities, penalties, uniformity, tolerance } = await read(seen);
    dispose(seen);
    dot = { uniformity, tolerance, temperature: temperatureOf(arm, values), own: true };
    const { labels } = bench.digits.test;
    yield sphereFrame(await principalPlane(directions, labels), labels);
    yield penaltyFrame(similarities, penalties);
    yield tradeOffFrame([dot]);
    yield progress(step, rounds * options.steps);
    if (isLast) metrics = await measure(bench, network);
  }
  return { dot: dot!, metrics: metrics! };
}

async function* compareTemperatures(
  context: Context,
  bench: Bench,
  own: Dot,
): AsyncGenerator<Frame, void, void> {
  const { arm, controls: values } = context;
  const others = othersFor(arm, values);
  const dots = [own];
  for (const [round, temperature] of others.entries()) {
    const options = optionsFor(arm, { ...values, temperature });
    const { steps } = options;
    for await (const {
      step,
      state: { network },
    } of train(context, bench.digits, options)) {
      if (step % every === 0 || step === steps)
        yield progress((round + 1) * steps + step, (others.length + 1) * steps);
      if (step !== steps) continue;
      dots.push({ ...(await measureSpread(bench, network)), temperature, own: false });
      yield tradeOffFrame(dots);
    }
  }
}

function optionsFor(arm: string, values: Values): TrainingOptions {
  return { loss: lossOf(arm, values), dimension: Number(values.dimension), steps: Math.round(values.steps) };
}

const temperatureOf = (arm: string, { temperature }: Values) =>
  hasTemperature(arm) ? temperature : undefined;

/** The temperatures that a live run compares its own with. */
function othersFor(arm: string, { sweep, temperature }: Values): number[] {
  return sweep && hasTemperature(arm) ? sweptTemperatures.filter((other) => other !== temperature) : [];
}
