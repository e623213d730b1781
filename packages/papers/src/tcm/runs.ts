import { rng } from "@offprint/datasets";
import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import type { controls } from "./controls.ts";
import { openEvaluation } from "./evaluation.ts";
import { cosineFrames, tradeOffFrame, utilityFrame } from "./plots.ts";
import { drawTask } from "./task.ts";
import { train } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Steps between two reports of progress, and between two pictures. */
const every = { progress: 5, picture: 30 };

/** The run of the claims: training, then the measurements. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { steps } = context.controls;
  const { task, batches } = await open(context);
  const evaluation = openEvaluation(context.compile, task);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, task, batches, context.controls)) {
      if (step % every.picture === 0) yield progress(step, steps);
      if (step < steps) continue;
      const { scores, embeddings } = await evaluation.measure(state.params.network);
      embeddings.dispose();
      metrics = scores;
    }
    return metrics;
  } finally {
    evaluation.dispose();
  }
}

/** The live run: the same training in sight. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { controls: values } = context;
  const { task, batches } = await open(context);
  const { classes } = task.test;
  const evaluation = openEvaluation(context.compile, task);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of train(context, task, batches, values)) {
      if (step % every.progress === 0) yield progress(step, values.steps);
      if (step % every.picture !== 0) continue;
      const measurement = await evaluation.measure(state.params.network);
      const { embeddings, range } = measurement;
      try {
        yield tradeOffFrame(measurement, step === values.steps);
        yield utilityFrame(embeddings.ref, classes, range);
        yield* cosineFrames(embeddings.ref, classes, values);
      } finally {
        embeddings.dispose();
      }
      metrics = measurement.scores;
    }
    return metrics;
  } finally {
    evaluation.dispose();
  }
}

/** The classes and test images of a seed, and the stream that its batches come from. */
async function open({ seed }: Context) {
  const stream = rng(seed);
  const task = await drawTask(stream);
  return { task, batches: rng(stream.int(2 ** 32)) };
}
