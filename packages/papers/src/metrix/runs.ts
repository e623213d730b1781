import { rng } from "@offprint/datasets";
import { type Frame, line, type Metrics, progress, type RunContext } from "@offprint/lab";
import type { Streams } from "./batches.ts";
import { type controls, mixLevelOf } from "./controls.ts";
import { openEvaluation } from "./evaluation.ts";
import { openObservation } from "./observation.ts";
import { drawTask } from "./task.ts";
import { train } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Steps between two reports of progress, and in the live run between two measurements. */
const every = 20;

/** The run of the claims: training, then the measurements. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { controls: values, compile } = context;
  const { task, streams } = await open(context);
  const evaluation = openEvaluation(compile, task);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, task, streams, values)) {
      if (step % every === 0) yield progress(step, values.steps);
      if (step === values.steps) metrics = await evaluation.measure(state.params.network);
    }
    return metrics;
  } finally {
    evaluation.dispose();
  }
}

/** The live run: the same training in sight. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { arm, controls: values, compile } = context;
  const { task, streams, pictures } = await open(context);
  const evaluation = openEvaluation(compile, task);
  const observation = openObservation(compile, task, {
    level: mixLevelOf(arm, values),
    values,
    stream: pictures,
  });
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, task, streams, values)) {
      if (step % every !== 0 && step !== values.steps) continue;
      metrics = await evaluation.measure(state.params.network);
      yield line("recall", [[step, metrics["recall"]!]]);
      yield line("utilization", [[step, metrics["utilization"]!]]);
      yield* await observation.frames(state.params);
      yield progress(step, values.steps);
    }
    return metrics;
  } finally {
    evaluation.dispose();
    observation.dispose();
  }
}

/** The digits of a seed, and the streams that its batches, its mixtures and its pictures come from. */
async function open({ seed, controls: { trainingClasses } }: Context) {
  const stream = rng(seed);
  const task = await drawTask(stream, trainingClasses);
  const fork = () => rng(stream.int(2 ** 32));
  const streams: Streams = { batches: fork(), mixing: fork() };
  return { task, streams, pictures: fork() };
}
