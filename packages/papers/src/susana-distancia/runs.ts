import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { loadDigitPools } from "../shared/twoDigits.ts";
import type { controls } from "./controls.ts";
import { openEvaluation } from "./evaluation.ts";
import { AccuracyCurve, outcomeFrame, partsFrames, pointsFrame } from "./plots.ts";
import { openToy } from "./toy.ts";
import { train } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Training episodes between two pictures of the points, two looks at novel classes, two reports of progress. */
const every = { points: 3, evaluation: 15, progress: 10 };

/** The live run: points in the plane and a network, both following the arm's loss. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { episodes, k } = context.controls;
  const pools = await loadDigitPools();
  const toy = await openToy(context);
  const evaluation = openEvaluation(context.compile, pools.test, k);
  const curve = new AccuracyCurve();
  let metrics: Metrics = {};
  try {
    const start = await toy.points();
    yield pointsFrame(start, []);
    for await (const { step, state } of train(context, pools.train)) {
      if (step > 0 && step % every.points === 0) {
        await toy.move();
        yield pointsFrame(await toy.points(), start);
      }
      if (step % every.progress === 0) yield progress(step, episodes);
      if (step % every.evaluation !== 0 && step < episodes) continue;
      yield* partsFrames(step, await evaluation.parts(state.params));
      yield curve.add(step, await evaluation.fiveShot(state.params));
      if (step === episodes) metrics = await evaluation.measure(state.params);
    }
    yield outcomeFrame(metrics);
    return metrics;
  } finally {
    toy.dispose();
    evaluation.dispose();
  }
}

/** The run of the claims: the same training, measured at its end only. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { episodes, k } = context.controls;
  const pools = await loadDigitPools();
  const evaluation = openEvaluation(context.compile, pools.test, k);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, pools.train)) {
      if (step % every.progress === 0) yield progress(step, episodes);
      if (step === episodes) metrics = await evaluation.measure(state.params);
    }
    return metrics;
  } finally {
    evaluation.dispose();
  }
}
