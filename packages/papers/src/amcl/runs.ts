import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { type controls, treatmentOf } from "./controls.ts";
import { headSeparations, measure, openPairBench, pairsOf } from "./measurement.ts";
import { headFrame, pairFrames } from "./plots.ts";
import { train, type TrainingOptions } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Steps between two pictures, and between two reports of progress. */
const every = 5;

/** What the claims are judged by: training without pictures, then all measurements. */
export const trainAndMeasure = (context: Context) => run(context, { isSeen: false });

/** The live run: the same in sight. */
export const runLive = (context: Context) => run(context, { isSeen: true });

async function* run(context: Context, { isSeen }: { isSeen: boolean }): AsyncGenerator<Frame, Metrics, void> {
  const options = optionsFor(context);
  const { steps, augmentations, treatment } = options;
  const { constant } = treatment;
  const bench = await openPairBench(context.compile, { augmentations, constant });
  const history: [step: number, heads: number[]][] = [];
  let metrics: Metrics = {};
  try {
    for await (const {
      step,
      state: { network },
    } of train(context, bench.digits, options)) {
      const isLast = step === steps;
      if (step % every !== 0 && !isLast) continue;
      if (isSeen) {
        const pairs = await pairsOf(bench, network, "few");
        history.push([step, headSeparations(pairs)]);
        yield* pairFrames(step, pairs, constant);
        yield headFrame(history);
      }
      yield progress(step, steps);
      if (isLast) metrics = await measure(bench, network);
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

function optionsFor({ arm, controls: values }: Context): TrainingOptions {
  const { augmentations, steps } = values;
  return { treatment: treatmentOf(arm, values), augmentations, steps: Math.round(steps) };
}
