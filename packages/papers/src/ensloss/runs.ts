import { dispose, read } from "@offprint/compile";
import { type Frame, line, type LineFrame, progress, type Run, type RunContext } from "@offprint/lab";
import type { MarginLossKind } from "@offprint/methods/losses";
import { recipes, type Values } from "./controls.ts";
import { fixedLossCurve, impliedLossCurve } from "./curves.ts";
import { type Accuracy, measureAccuracy } from "./measurement.ts";
import { makeTask, type Task } from "./tasks.ts";
import { type Memory, rememberedSteps, train } from "./training.ts";

/** The live run: trains one arm and shows what its loss does. */
export const liveRun: Run = async function* (context) {
  const { values, task, accuracy, close } = await openArm(context);
  const { epochs } = values;
  let metrics = {};
  try {
    const options = { ...values, remember: true };
    const epochsOfTraining = train(context, task, recipes[context.arm]!(values), options);
    for await (const { epoch, step, loss, state } of epochsOfTraining) {
      const diverged = epoch > 0 && !Number.isFinite(loss);
      const reached = diverged ? noNetwork : await measure(accuracy, task, state.params);
      metrics = reached;
      yield line("accuracy", [[epoch, reached.accuracy]]);
      yield line("trainingAccuracy", [[epoch, reached.trainingAccuracy]]);
      if (epoch > 0 && !diverged) {
        const { margins, derivatives } = await readMemory(state.memory!, step);
        yield pullFrame(margins.at(-1)!, derivatives.at(-1)!);
        yield lossFrame(context.arm, margins, derivatives);
      }
      yield progress(epoch, epochs);
      if (epoch === epochs) yield outcome(reached);
    }
    return metrics;
  } finally {
    close();
  }
};

/** The run of the claims: the same training, measured at its end. */
export const trainAndTest: Run = async function* (context) {
  const { values, task, accuracy, close } = await openArm(context);
  let metrics = {};
  try {
    const options = { ...values, remember: false };
    for await (const { epoch, loss, state } of train(context, task, recipes[context.arm]!(values), options)) {
      yield progress(epoch, values.epochs);
      if (epoch < values.epochs) continue;
      metrics = Number.isFinite(loss) ? await measure(accuracy, task, state.params) : noNetwork;
    }
    return metrics;
  } finally {
    close();
  }
};

/** What is measured where training has diverged. */
const noNetwork = { accuracy: NaN, trainingAccuracy: NaN };

async function openArm({ compile, seed, controls }: RunContext) {
  const values = controls as Values;
  const task = await makeTask(values.task, seed, values.labelNoise);
  const accuracy = measureAccuracy(compile);
  const close = () => {
    accuracy.dispose();
    dispose([task.train, task.test]);
  };
  return { values, task, accuracy, close };
}

async function measure(
  accuracy: Accuracy,
  { train: seen, test }: Task,
  params: Parameters<Accuracy["measure"]>[0],
) {
  return {
    accuracy: await accuracy.measure(params, test),
    trainingAccuracy: await accuracy.measure(params, seen),
  };
}

/** The rows of the steps that have been taken. */
async function readMemory(memory: Memory, steps: number) {
  const { margins, derivatives } = (await read(memory)) as Record<keyof Memory, number[][]>;
  const taken = Math.min(steps, rememberedSteps);
  return { margins: margins.slice(-taken), derivatives: derivatives.slice(-taken) };
}

/** Below this the plot would be mostly empty. */
const smallestPull = 1e-4;

function pullFrame(margins: number[], derivatives: number[]): Frame {
  const points = margins.map((x, i) => ({ x, y: -derivatives[i]! })).filter(({ y }) => y > smallestPull);
  return { kind: "scatter", plot: "pull", reset: true, points };
}

/** The losses of the remembered batches over the margins that these had: one curve, or one each and gaps between. */
function lossFrame(arm: string, margins: number[][], derivatives: number[][]): LineFrame {
  const all = margins.flat();
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const gap: [number, number] = [from, NaN];
  const points =
    arm === "ensLoss"
      ? margins.flatMap((batch, i) => [...impliedLossCurve(batch, derivatives[i]!, from, to), gap])
      : fixedLossCurve(arm as MarginLossKind, from, to);
  return { ...line("losses", points), reset: true };
}

function outcome({ accuracy, trainingAccuracy }: typeof noNetwork): Frame {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const text = Number.isFinite(accuracy)
    ? `${percent(accuracy)} of the test examples right, ${percent(trainingAccuracy)} of the training labels fitted.`
    : "diverged: the weights overflowed and left no network to test.";
  return { kind: "text", plot: "outcome", text };
}
