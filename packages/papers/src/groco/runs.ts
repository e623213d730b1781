import { rng } from "@offprint/datasets";
import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { type Bench, openBench } from "../shared/selfSupervised/bench.ts";
import { pixelCount } from "../shared/selfSupervised/digits.ts";
import { trainOnViews } from "../shared/selfSupervised/training.ts";
import { drawViewBatch } from "../shared/selfSupervised/views.ts";
import { measure, neighbourCurve } from "./measurement.ts";
import { demoFrames, networkFrames } from "./plots.ts";
import { type controls, drawnViews, lossOf, viewsOf } from "./treatments.ts";

type Context = RunContext<typeof controls>;

const batchSize = 128;
const dimension = 32;

/** Steps between two looks at the network, and between two reports of progress. */
const lookEvery = 10;
const reportEvery = 5;

/** What the claims are judged by: training without pictures, then all measurements. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const bench = await openBench(context.compile);
  const steps = Math.round(context.controls.steps);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, bench)) {
      if (step % reportEvery === 0) yield progress(step, steps);
      if (step === steps) metrics = await measure(bench, state.network);
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

/** The live run: eight items sorted, then training in sight. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { arm, controls: values, compile } = context;
  yield* await demoFrames(compile, arm, values);
  const bench = await openBench(compile);
  const curve = neighbourCurve(compile, bench);
  const steps = Math.round(values.steps);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, bench)) {
      if (step % lookEvery === 0 || step === steps) {
        yield* networkFrames(step, await curve.measure(state.network));
      }
      if (step % reportEvery === 0 || step === steps) yield progress(step, steps);
      if (step === steps) metrics = await measure(bench, state.network);
    }
    return metrics;
  } finally {
    curve.dispose();
    bench.dispose();
  }
}

/** Trains an arm. Arms of a seed share initial weights, batches and views, of which some use the first two only. */
function train(context: Context, { digits }: Bench) {
  const { arm, controls: values, seed } = context;
  const stream = rng(seed);
  const viewCount = viewsOf(arm, values);
  const draw = () => {
    const { views } = drawViewBatch(stream, digits, { batchSize, viewCount: drawnViews });
    return views.subarray(0, viewCount * batchSize * pixelCount);
  };
  return trainOnViews(context, {
    loss: lossOf(arm, values),
    draw,
    viewCount,
    dimension,
    steps: Math.round(values.steps),
  });
}
