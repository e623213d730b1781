import { type Array, numpy as np, valueAndGrad } from "@jax-js/jax";
import { dispose, read, type Tree } from "@offprint/compile";
import { type Rng, rng } from "@offprint/datasets";
import { type Metrics, progress, type Run } from "@offprint/lab";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import type { Values } from "./controls.ts";
import { losses } from "./recipes.ts";

const distributionCount = 50;
const classCount = 5;
const stepsPerCall = 10;

/** The sizes of the sets of top classes that are compared. */
export const setSizes = [1, 2, 3, 4];

/** Name of the metric: share of distributions whose k most probable classes have the k highest scores. */
export const setMetric = (k: number): string => `sameTop(k=${k})`;

type State = { scores: Array; optimizer: ArrayTree };

/**
 * Minimises the conditional risk Σ_y q_y loss(scores, y) over free scores for random class distributions q, and counts
 * how often the scores put the classes in the order of their probabilities. The scores are not normalized.
 * @param totalSteps steps of Adam, learning rate 0.05; a multiple of ten
 */
export function orderRecovery(totalSteps: number): Run {
  return async function* ({ arm, seed, controls, signal, compile }) {
    const stream = rng(seed);
    const probabilities = globalThis.Array.from({ length: distributionCount }, () =>
      drawDistribution(stream),
    );
    const start = Float32Array.from(stream.normals(distributionCount * classCount));
    const loss = losses[arm]!(controls as Values, "none");
    const optimizer = adam({ learningRate: 0.05 });
    const step = compile(({ scores, optimizer: state }: State, weights: Array): State => {
      const riskOf = (candidate: Array) => {
        const repeated = np.repeat(candidate, classCount, 0);
        const labels = np.tile(np.arange(0, classCount, 1, { dtype: np.int32 }), distributionCount);
        return loss(repeated, labels, "none").mul(weights).sum();
      };
      const [risk, gradient] = valueAndGrad(riskOf)(scores.ref) as [Array, Array];
      risk.dispose();
      const [updates, next] = optimizer.update(gradient, state, scores.ref);
      return { scores: applyUpdates(scores, updates) as Array, optimizer: next };
    });
    const steps = step.repeat(stepsPerCall, { shared: [1] });
    const weights = np.array(Float32Array.from(probabilities.flat()));
    const scores = np.array(start).reshape([distributionCount, classCount]);
    let state: State = { scores, optimizer: optimizer.init(scores.ref) };
    const calls = totalSteps / stepsPerCall;
    try {
      for (let call = 1; call <= calls; call++) {
        signal.throwIfAborted();
        state = await steps.step(state, weights);
        yield progress(call, calls);
      }
      return compare((await read(state.scores)) as number[][], probabilities);
    } finally {
      for (const program of [step, steps]) program.dispose();
      dispose([state as Tree, weights]);
    }
  };
}

/** A draw of the Dirichlet distribution with parameter 1. */
function drawDistribution(stream: Rng): number[] {
  const waits = globalThis.Array.from({ length: classCount }, () => -Math.log(1 - stream.uniform()));
  const total = waits.reduce((sum, wait) => sum + wait, 0);
  return waits.map((wait) => wait / total);
}

function compare(scores: number[][], probabilities: number[][]): Metrics {
  const shares = setSizes.map((k) => {
    const same = scores.filter((row, i) => topSet(row, k) === topSet(probabilities[i]!, k));
    return [setMetric(k), same.length / distributionCount];
  });
  return Object.fromEntries(shares) as Metrics;
}

/** The classes with the k highest values, as a text. */
function topSet(values: number[], k: number): string {
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  return String(order.slice(0, k).sort((a, b) => a - b));
}
