import { type Frame, line, type PlotFrame, progress, type Run, type RunContext } from "@offprint/lab";
import { type ArmSetup, type Values, setups } from "./controls.ts";
import { boundCurve, lossCurve } from "./curves.ts";
import { digitsTask, disposeTask } from "./digitsTask.ts";
import { cleanAccuracy, robustAccuracy } from "./evaluation.ts";
import { train } from "./training.ts";

/** Class counts whose bounds the lab draws. */
const shownClassCounts = [2, 10, 100];
/** Points of the robust accuracy, which costs more to measure than an epoch to train. */
const robustPoints = 10;

/** The live run: trains one arm, with its curves. */
export const liveRun: Run = async function* (context) {
  const { values, setup, task, clean, robust, close } = await openArm(context);
  const { epochs } = values;
  const robustEvery = Math.ceil(epochs / robustPoints);
  const metrics: Record<string, number> = { accuracy: NaN, robustAccuracy: NaN, trainingLoss: NaN };
  try {
    yield* theoryFrames(setup);
    for await (const reached of train(context, task.train, setup.recipe, values)) {
      const { epoch, step, loss, state } = reached;
      const { params } = state;
      metrics.trainingLoss = loss;
      metrics.accuracy = await clean.measure(params);
      if (epoch > 0) yield line("loss", [[step, loss]]);
      yield line("accuracy", [[step, metrics.accuracy]]);
      if (epoch % robustEvery === 0 || epoch === epochs) {
        metrics.robustAccuracy = await robust.measure(params);
        yield line("robustness", [[step, metrics.robustAccuracy]]);
      }
      yield progress(epoch, epochs);
    }
    yield outcome(metrics);
    return metrics;
  } finally {
    close();
  }
};

/** The run of the claims: the same training, with the network measured at its end only. */
export function trainAndTest({ attacked }: { attacked: boolean }): Run {
  return async function* (context) {
    const { values, setup, task, clean, robust, close } = await openArm(context);
    const metrics: Record<string, number> = {};
    try {
      for await (const { epoch, state, loss } of train(context, task.train, setup.recipe, values)) {
        yield progress(epoch, values.epochs);
        if (epoch < values.epochs) continue;
        metrics.trainingLoss = loss;
        metrics.accuracy = await clean.measure(state.params);
        if (attacked) metrics.robustAccuracy = await robust.measure(state.params);
      }
      return metrics;
    } finally {
      close();
    }
  };
}

/** The seed's data, what the arm trains with, and the two measurements of a network. */
async function openArm({ arm, compile, seed, controls }: RunContext) {
  const values = controls as Values;
  const { epsilon, labelNoise } = values;
  const task = await digitsTask(seed, labelNoise);
  const clean = cleanAccuracy(compile, task.test);
  const robust = robustAccuracy(compile, task.test, { epsilon, stepSize: epsilon / 8, steps: 20, seed });
  const close = () => {
    clean.dispose();
    robust.dispose();
    disposeTask(task);
  };
  return { values, setup: setups[arm]!(values), task, clean, robust, close };
}

/** The loss as a function of the margin, and what a small loss guarantees for some numbers of classes. */
function theoryFrames({ tau, rho }: ArmSetup): PlotFrame[] {
  if (tau === undefined) return [];
  const loss = line("penalty", lossCurve(tau, rho));
  if (rho !== undefined) return [loss];
  return [loss, ...shownClassCounts.map((n) => line("guarantee", boundCurve(tau, n), `${n} classes`))];
}

function outcome({ accuracy, robustAccuracy, trainingLoss }: Record<string, number>): Frame {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const text = Number.isFinite(trainingLoss)
    ? `${percent(accuracy!)} of the test images right, ${percent(robustAccuracy!)} under attack.`
    : "diverged: the training loss overflowed and left no network to test.";
  return { kind: "text", plot: "outcome", text };
}
