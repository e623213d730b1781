import { type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { mlp } from "@offprint/lab/models";
import type { Strength } from "../shared/attacker.ts";
import { meanAccuracy } from "../shared/classAccuracy.ts";
import { type RobustAccuracy, robustAccuracy } from "../shared/robustAccuracy.ts";
import { seedKeys } from "../shared/seedKeys.ts";
import { type controls, recipes } from "./controls.ts";
import { disposeTask, headClasses, imbalancedTask, tailClasses } from "./imbalance.ts";
import { digitFrames, featureFrame, markFrame, outcomeFrame, traceFrames } from "./plots.ts";
import { type Recipe, train } from "./training.ts";
import { watch } from "./watch.ts";

type Context = RunContext<typeof controls>;

/** The run of the claims: trains, and tests the network at its end. */
export async function* trainAndTest(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { arm, compile, seed, controls: values } = context;
  const { epochs } = values;
  const task = await imbalancedTask(seed, values.ratio);
  const { evaluation, ...keys } = seedKeys(seed);
  const test = robustAccuracy(compile, mlp.apply, task.test, testStrength(values.epsilon), evaluation);
  let metrics: Metrics = {};
  try {
    for await (const { epoch, state } of train(context, task, recipes[arm]!(values), epochs, keys)) {
      yield progress(epoch, epochs);
      if (epoch === epochs) metrics = metricsOf(await test.measure(state.params));
    }
    return metrics;
  } finally {
    test.dispose();
    disposeTask(task);
  }
}

/** The live run: the same training, tested in sight after every epoch, and attacked after all but the start. */
export async function* runLive(context: Context): AsyncGenerator<Frame, Metrics, void> {
  const { arm, compile, seed, controls: values } = context;
  const { epochs } = values;
  const recipe = recipes[arm]!(values);
  const task = await imbalancedTask(seed, values.ratio);
  const { evaluation, ...keys } = seedKeys(seed);
  const sight = await watch(compile, task.test, testStrength(values.epsilon), evaluation);
  let metrics: Metrics = {};
  try {
    for await (const { epoch, state } of train(context, task, recipe, epochs, keys)) {
      const clean = await sight.clean(state.params);
      if (epoch === 0) {
        yield* digitFrames({ clean });
        continue;
      }
      const { robust, shadow } = await sight.attacked(state.params);
      metrics = metricsOf({ clean, robust });
      yield* traceFrames(epoch, metrics);
      if (epoch === 1) yield* marks(recipe, epochs);
      yield* digitFrames({ robust, clean });
      yield featureFrame(shadow, sight.labels);
      yield progress(epoch, epochs);
    }
    yield outcomeFrame(metrics);
    return metrics;
  } finally {
    sight.dispose();
    disposeTask(task);
  }
}

/** The attack that a network is tested with. A step has a length even where there is nowhere to go. */
function testStrength(epsilon: number): Strength {
  return { epsilon, stepSize: Math.max(epsilon, 1e-3) / 8, steps: 20 };
}

function marks({ weighting }: Recipe, epochs: number): Frame[] {
  return weighting && weighting.from < 1 ? [markFrame(Math.round(weighting.from * epochs))] : [];
}

function metricsOf({ clean, robust }: RobustAccuracy): Metrics {
  return {
    clean: clean.overall,
    cleanHead: meanAccuracy(clean, headClasses),
    cleanTail: meanAccuracy(clean, tailClasses),
    robust: robust.overall,
    robustHead: meanAccuracy(robust, headClasses),
    robustTail: meanAccuracy(robust, tailClasses),
  };
}
