import { read } from "@offprint/compile";
import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { mlp } from "@offprint/lab/models";
import { tailRobustAccuracy } from "@offprint/methods/metrics";
import type { Strength } from "../shared/attacker.ts";
import { type RobustAccuracy, robustAccuracy } from "../shared/robustAccuracy.ts";
import { seedKeys } from "../shared/seedKeys.ts";
import { type controls, recipes } from "./controls.ts";
import { disposeTask, imbalancedTask } from "./imbalance.ts";
import { courseFrames, digitFrame, outcomeFrame, weightFrame } from "./plots.ts";
import { train } from "./training.ts";

type Context = RunContext<typeof controls>;

/** The run of the claims: trains, and tests the network at its end. */
export async function* trainAndTest(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { task, recipe, epochs, keys, test, close } = await openArm(context);
  let metrics: Metrics = {};
  try {
    for await (const { epoch, state } of train(context, task.train, recipe, epochs, keys)) {
      yield progress(epoch, epochs);
      if (epoch === epochs) metrics = metricsOf(await test.measure(state.params));
    }
    return metrics;
  } finally {
    close();
  }
}

/** Tests in the course of a live run; each costs as much as several epochs of training. */
const livePoints = 15;

/** The live run: the same training, tested before the first step and about fifteen times on the way. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { task, recipe, epochs, keys, test, close } = await openArm(context);
  const testEvery = Math.ceil(epochs / livePoints);
  let metrics: Metrics = {};
  try {
    for await (const { epoch, state } of train(context, task.train, recipe, epochs, keys)) {
      yield progress(epoch, epochs);
      if (epoch > 0) yield weightFrame((await read(state.weights)) as number[]);
      if (epoch % testEvery > 0 && epoch < epochs) continue;
      const accuracy = await test.measure(state.params);
      metrics = metricsOf(accuracy);
      yield digitFrame(accuracy.robust);
      yield* courseFrames(epoch, metrics);
    }
    yield outcomeFrame(metrics);
    return metrics;
  } finally {
    close();
  }
}

/** The seed's data, how the arm trains, and the test of a network. */
async function openArm({ arm, compile, seed, controls: values }: Context) {
  const { epochs, epsilon, imbalance } = values;
  const task = await imbalancedTask(seed, imbalance);
  const { evaluation, ...keys } = seedKeys(seed);
  const test = robustAccuracy(compile, mlp.apply, task.test, testStrength(epsilon), evaluation);
  const close = () => {
    test.dispose();
    disposeTask(task);
  };
  return { task, recipe: recipes[arm]!(values), epochs, keys, test, close };
}

/** The attack that a network is tested with. A step has a length even where there is nowhere to go. */
function testStrength(epsilon: number): Strength {
  return { epsilon, stepSize: Math.max(epsilon, 1e-3) / 8, steps: 20 };
}

function metricsOf({ clean, robust }: RobustAccuracy): Metrics {
  return { clean: clean.overall, robust: robust.overall, tail: tailRobustAccuracy(robust.perClass) };
}
