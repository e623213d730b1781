import { type Array, type DType, numpy as np } from "@jax-js/jax";
import { describe, test } from "vitest";
import { verificationRoc } from "../metrics/index.ts";
import {
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  dctAdamW,
  type GradientTransformation,
  rmsprop,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  scaleByRms,
  scaleBySchedule,
  sgd,
  svdAdamW,
  trace,
  trion,
} from "../optimizers/index.ts";
import { estimateSmoothness, multiwinnerScore, selectMultiwinner, swappingBias } from "../selection/index.ts";
import { compSumBestRisk, compSumBound, compSumTransform } from "../theory/index.ts";
import { classBalancedWeights } from "../training/index.ts";
import { type BadCall, methodChecks, type MethodSpec } from "./index.ts";

/**
 * The battery for methods that are not one plain function of arrays: optimizers, by the updates of two steps,
 * and functions on plain numbers, by arrays that carry them. Everything else runs it beside its own tests.
 */
function runBattery(spec: MethodSpec): void {
  describe(spec.name, () => {
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

const wave = (seed: number, count: number) =>
  globalThis.Array.from({ length: count }, (_, i) => Math.sin(1 + 3 * i + 0.5 * i * i + seed));

const shape = [4, 3];
const refusesShapes = (make: () => GradientTransformation): BadCall => ({
  name: "gradients of another shape",
  call: () => {
    const optimizer = make();
    const state = optimizer.init(np.zeros(shape));
    return optimizer.update(np.zeros([3, 4]), state, np.zeros(shape));
  },
  argument: "params",
});

function optimizerSpec(name: string, make: () => GradientTransformation): MethodSpec {
  return {
    name,
    apply: (params, first, second) => {
      const optimizer = make();
      const state = optimizer.init(params!.ref);
      const [updates, next] = optimizer.update(first!, state, params!.ref);
      const [again, last] = optimizer.update(second!, next, params!.add(updates.ref));
      for (const leaf of leavesOf(last)) leaf.dispose();
      return np.concatenate([updates, again]);
    },
    makeInputs: (seed) => [0, 1, 2].map((i) => ({ shape, values: wave(seed + i, 12) })),
    shape: [8, 3],
  };
}

function leavesOf(state: unknown): Array[] {
  if (state !== null && typeof state === "object" && "dispose" in state) return [state as Array];
  return Object.values((state ?? {}) as object).flatMap(leavesOf);
}

const learningRate = 0.1;
const optimizers: Record<string, () => GradientTransformation> = {
  sgd: () => sgd({ learningRate, momentum: 0.9, nesterov: true }),
  trace: () => trace({ decay: 0.9 }),
  adam: () => adam({ learningRate }),
  adamw: () => adamw({ learningRate, weightDecay: 0.1 }),
  rmsprop: () => rmsprop({ learningRate }),
  scale: () => scale(2),
  scaleByAdam: () => scaleByAdam(),
  scaleByRms: () => scaleByRms(),
  scaleByLearningRate: () => scaleByLearningRate(learningRate),
  scaleBySchedule: () => scaleBySchedule((count) => count.mul(0.5).add(1)),
  addDecayedWeights: () => addDecayedWeights(0.1),
  clipByGlobalNorm: () => clipByGlobalNorm(0.5),
  chain: () => chain(clipByGlobalNorm(0.5), adam({ learningRate })),
  dctAdamW: () => dctAdamW({ learningRate, rank: 2, errorFeedback: true }),
  trion: () => trion({ learningRate, rank: 2 }),
};
for (const [name, make] of Object.entries(optimizers)) runBattery(optimizerSpec(name, make));
runBattery({
  ...optimizerSpec("svdAdamW", () => svdAdamW({ learningRate, rank: 2 })),
  traceable: false,
  badCalls: [refusesShapes(() => svdAdamW({ learningRate, rank: 2 }))],
});
/** Wraps a function of plain numbers; reads its input at once, so it cannot be traced. */
function onNumbers(compute: (values: number[]) => number[]): MethodSpec["apply"] {
  return (x) => {
    const dtype: DType = x!.dtype;
    return np.array(Float64Array.from(compute([...x!.dataSync()]))).astype(dtype);
  };
}

const units = (seed: number, count: number) => wave(seed, count).map((value) => 0.5 + 0.4 * value);

for (const tau of [0, 0.5, 1, 1.5, 2]) {
  const options = { tau, numClasses: 3 };
  runBattery({
    name: `compSumTransform, τ = ${tau}`,
    apply: onNumbers((beta) => compSumTransform(beta, options)),
    makeInputs: (seed) => [{ shape: [4], values: units(seed, 4) }],
    shape: [4],
    traceable: false,
    badCalls: [{ name: "a regret above 1", call: () => compSumTransform([1.5], options), argument: "beta" }],
  });
  runBattery({
    name: `compSumBound, τ = ${tau}`,
    apply: onNumbers((regret) => compSumBound(regret, options)),
    makeInputs: (seed) => [{ shape: [4], values: units(seed, 4).map((value) => value / 4) }],
    shape: [4],
    traceable: false,
    badCalls: [{ name: "a negative regret", call: () => compSumBound([-1], options), argument: "regret" }],
  });
  runBattery({
    name: `compSumBestRisk, τ = ${tau}`,
    // Float32 inputs do not sum to 1 exactly, so the last probability is what is left.
    apply: onNumbers(([p, q]) => compSumBestRisk([[p! / 2, q! / 2, 1 - p! / 2 - q! / 2]], { tau })),
    makeInputs: (seed) => [{ shape: [2], values: units(seed, 2) }],
    shape: [1],
    traceable: false,
    badCalls: [
      { name: "no distribution", call: () => compSumBestRisk([[0.9, 0.9]], { tau }), argument: "probs" },
    ],
  });
}

runBattery({
  name: "verificationRoc",
  apply: onNumbers((similarities) => {
    const roc = verificationRoc(similarities.slice(0, 4), similarities.slice(4), { far: [0.5] });
    const { threshold, trueAcceptRate } = roc.atFar[0]!;
    return [roc.equalErrorRate, threshold, trueAcceptRate];
  }),
  makeInputs: (seed) => [{ shape: [10], values: units(seed, 10) }],
  shape: [3],
  traceable: false,
  badCalls: [
    { name: "a rate of 0", call: () => verificationRoc([1], [0], { far: [0] }), argument: "far" },
    { name: "no negatives", call: () => verificationRoc([1], []), argument: "negatives" },
  ],
});

runBattery({
  name: "classBalancedWeights",
  apply: (counts) => classBalancedWeights([...counts!.dataSync()]),
  makeInputs: (seed) => [{ shape: [3], values: [100, 30 + seed, 1], kind: "int32" }],
  shape: [3],
  resultDtype: () => np.float32,
  traceable: false,
  badCalls: [{ name: "a count of 0", call: () => classBalancedWeights([1, 0]), argument: "counts" }],
});

const rankingsOf = (seed: number) => ({
  shape: [4, 3],
  values: [0, 1, 2, 2, 0, 1, 1, 2, 0, ...(seed % 2 ? [2, 1, 0] : [0, 2, 1])],
  kind: "int32" as const,
});
const notAPermutation = () => np.array(Int32Array.of(0, 0, 1)).reshape([1, 3]);

runBattery({
  name: "multiwinnerScore",
  apply: (rankings) =>
    np.array(multiwinnerScore(rankings!, np.array(Int32Array.of(0, 2)), { rule: "borda", owa: "harmonic" })),
  makeInputs: (seed) => [rankingsOf(seed)],
  shape: [],
  resultDtype: () => np.float32,
  batchInputs: [0],
  traceable: false,
  badCalls: [
    {
      name: "a row that is no permutation",
      call: () => multiwinnerScore(notAPermutation(), np.array(Int32Array.of(0)), { rule: "borda" }),
      argument: "rankings",
    },
  ],
});
runBattery({
  name: "selectMultiwinner",
  apply: (rankings) => np.array(selectMultiwinner(rankings!, { k: 2, rule: "borda", owa: "cc" }).gains),
  makeInputs: (seed) => [rankingsOf(seed)],
  shape: [2],
  resultDtype: () => np.float32,
  traceable: false,
  badCalls: [
    {
      name: "more seats than items",
      call: () => selectMultiwinner(np.array(Int32Array.of(0, 1)).reshape([1, 2]), { k: 3, rule: "borda" }),
      argument: "k",
    },
  ],
});
runBattery({
  name: "swappingBias",
  apply: (rankings, draws) => swappingBias(rankings!, [2], draws!, { fraction: 1 }),
  makeInputs: (seed) => [rankingsOf(seed), { shape: [4, 3], values: units(seed, 12) }],
  shape: [4, 3],
  resultDtype: () => np.int32,
  traceable: false,
});
runBattery({
  name: "estimateSmoothness",
  apply: (latent, biased, groups) => {
    const { alpha, gamma } = estimateSmoothness(latent!, biased!, groups!, { rankings: 4, tau1: 2 });
    return np.array([alpha, gamma]);
  },
  makeInputs: (seed) => [
    { shape: [4], values: units(seed, 4) },
    { shape: [4], values: units(seed + 1, 4) },
    { shape: [4], values: [0, 0, 1, 1], kind: "int32" },
  ],
  shape: [2],
  resultDtype: () => np.float32,
  traceable: false,
});
