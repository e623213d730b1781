import { dispose, read } from "@offprint/compile";
import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { type Bench, openBench } from "./bench.ts";
import type { controls, Values } from "./controls.ts";
import { objectives } from "./objectives.ts";
import { confusionFrame, examplesFrames, outcomeFrame, sphereFrame } from "./plots.ts";
import type { Recognition, View } from "./recognition.ts";
import { train, type TrainingOptions } from "./training.ts";

type Context = RunContext<typeof controls>;

/** Steps between two pictures, and between two reports of progress. */
const every = 10;

/** Steps between two curves over the number of examples. */
const curveEvery = 100;

/** Numbers of examples that the curve shows. */
const exampleCounts = [1, 2, 3, 5, 10, 20, 50];

/** The live run: trains in sight. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { steps } = context.controls;
  const bench = await openBenchFor(context);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of trainFor(context, bench)) {
      const isLast = step === steps;
      if (step % every !== 0 && !isLast) continue;
      const view = await bench.view(state.network);
      try {
        yield* picturesOf(context, bench, view);
        if (step % curveEvery === 0 || isLast) yield* await curveFrames(context, bench, view);
        yield progress(step, steps);
        if (isLast) metrics = await measure(view, bench, context.controls.examples);
      } finally {
        dispose(view);
      }
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

/** The run of the claims: the same training, measured at its end only. */
export async function* trainAndMeasure(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { steps, examples } = context.controls;
  const bench = await openBenchFor(context);
  let metrics: Metrics = {};
  try {
    for await (const { step, state } of trainFor(context, bench)) {
      if (step % every === 0) yield progress(step, steps);
      if (step < steps) continue;
      const view = await bench.view(state.network);
      metrics = await measure(view, bench, examples);
      dispose(view);
    }
    return metrics;
  } finally {
    bench.dispose();
  }
}

function openBenchFor({ arm, controls: values, compile, seed }: Context): Promise<Bench> {
  return openBench(compile, seed, values.baseClasses, arm === "nsl" ? "weights" : "prototypes");
}

function trainFor(context: Context, { task, stream }: Bench) {
  return train(context, task, stream, optionsFor(context.arm, context.controls));
}

function optionsFor(arm: string, { scale, dimension, noise, steps }: Values): TrainingOptions {
  return { objective: objectives[arm]!({ scale }), dimension: Number(dimension), noise, steps };
}

async function* picturesOf(
  { controls: { examples } }: Context,
  { task, recognise }: Bench,
  view: View,
): AsyncGenerator<Frame, void, void> {
  const { directions, recognition } = await recognise(view, task.draws[0]!, examples);
  yield await sphereFrame(await read(view.test), directions, task);
  yield confusionFrame(recognition, task);
  yield outcomeFrame(recognition, task, examples);
}

/** For each number of examples the recognition with every draw of them. */
async function curveFrames({ signal }: Context, { task, recognise }: Bench, view: View): Promise<Frame[]> {
  const results: Recognition[][] = [];
  for (const count of exampleCounts) {
    const ofCount: Recognition[] = [];
    for (const draw of task.draws) {
      signal.throwIfAborted();
      ofCount.push((await recognise(view, draw, count)).recognition);
    }
    results.push(ofCount);
  }
  return examplesFrames(exampleCounts, results);
}

/** Recognition with the first draw of examples, and with one example per novel class. */
async function measure(view: View, { task, recognise }: Bench, examples: number): Promise<Metrics> {
  const usual = await recognise(view, task.draws[0]!, examples);
  const single = await recognise(view, task.draws[0]!, 1);
  const { disjoint, joint, jointNovel, jointBase } = usual.recognition;
  const ofOne = { disjointOfOne: single.recognition.disjoint, jointOfOne: single.recognition.joint };
  return { disjoint, joint, jointNovel, jointBase, ...ofOne };
}
