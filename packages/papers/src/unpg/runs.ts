import { dispose } from "@offprint/compile";
import { type Frame, line, type Metrics, progress, type RunContext } from "@offprint/lab";
import { type Bench, hardness, openBench, verify } from "./bench.ts";
import { boxFrame, filterPairs } from "./boxPlot.ts";
import type { controls } from "./controls.ts";
import { drawWorld, type World } from "./identities.ts";
import type { Network } from "./network.ts";
import { negativesFrame, outcomeFrame, verificationFrame } from "./plots.ts";
import { batchNegatives } from "./similarities.ts";
import { lossOptions, type Sight, train } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Steps between two pictures, and between two reports of progress. */
const every = 25;

/** The live run: trains in sight. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { steps, filter, whisker } = context.controls;
  const { world, bench } = open(context);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of trainFor(context, world, bench)) {
      if (step % every !== 0 && step !== steps) continue;
      const { pairs, recall } = await look(bench, state.network);
      const [negatives, verdict] = [await batchNegatives(state.sight), verify(pairs)];
      const filtered = await filterPairs(negatives.pairs, filter ? whisker : null);
      const measured = hardness(pairs, negatives);
      yield negativesFrame(negatives, pairs);
      yield verificationFrame(pairs, verdict);
      yield line("accepted", [[step, verdict.trueAcceptRate]]);
      yield boxFrame(filtered);
      yield outcomeFrame({ ...verdict, recall }, measured, filtered);
      yield progress(step, steps);
      metrics = { ...verdict, recall, ...measured };
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

/** The run of the claims: the same training, measured at its end only. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { steps } = context.controls;
  const { world, bench } = open(context);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of trainFor(context, world, bench)) {
      if (step % every === 0) yield progress(step, steps);
      if (step === steps) metrics = await measure(bench, state);
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

function open({ compile, seed, controls: { classes, labelNoise } }: Context) {
  const world = drawWorld(seed, classes, labelNoise);
  return { world, bench: openBench(compile, world) };
}

function trainFor(context: Context, { drawBatch }: World, { embed }: Bench) {
  const { arm, controls: values } = context;
  const { classes, steps } = values;
  return train(context, { loss: lossOptions(arm, values), classes, steps, drawBatch, embed });
}

async function look(bench: Bench, network: Network) {
  const view = await bench.view(network);
  const seen = { pairs: bench.pairs(view), recall: bench.recall(view) };
  dispose(view);
  return seen;
}

async function measure(
  bench: Bench,
  { network, sight }: { network: Network; sight: Sight },
): Promise<Metrics> {
  const { pairs, recall } = await look(bench, network);
  return { ...verify(pairs), recall, ...hardness(pairs, await batchNegatives(sight)) };
}
