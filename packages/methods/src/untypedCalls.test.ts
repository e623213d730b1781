import { numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import * as losses from "./losses/index.ts";
import * as metrics from "./metrics/index.ts";
import * as online from "./online/index.ts";
import * as optimizers from "./optimizers/index.ts";
import * as selection from "./selection/index.ts";
import * as theory from "./theory/index.ts";
import * as training from "./training/index.ts";

/** The library as callers without types see it: nothing stops them from passing anything. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const library: Record<string, (...args: any[]) => any> = {
  ...losses,
  ...metrics,
  ...online,
  ...optimizers,
  ...selection,
  ...theory,
  ...training,
};

const matrix = () => np.array([[1, 0.5], [0, 1]]); // prettier-ignore
const keys = () => np.array([[1, 0], [0, 1], [1, 1]]); // prettier-ignore
const int32 = (...values: number[]) => np.array(Int32Array.from(values));
const rowSums = (x: np.Array) => x.sum(1);
const rankings = () => int32(0, 1, 2, 2, 1, 0).reshape([2, 3]);
const ball = { domain: { radius: 1 }, gradientBound: 1 };
const ensemble = { ...ball, smoothness: 1, horizon: 10 };
const sea = { kind: "noisyQuadratic", dim: 2, horizon: 3, noise: 1 };
const bounds = { k: 2, rule: "borda", groups: int32(0, 0, 1) };
const lowRank = { learningRate: 0.1, rank: 2 };

/** Function, arguments before the options, and whether it needs options. */
const functions: [name: string, args: () => unknown[], options: "needed" | "optional"][] = [
  ["compSumLoss", () => [matrix(), int32(0, 1)], "optional"],
  ["smoothAdversarialCompSumLoss", () => [matrix(), matrix(), int32(0, 1)], "optional"],
  ["bagLevelLoss", () => [matrix(), np.ones([2])], "optional"],
  ["instanceLevelLoss", () => [matrix(), np.ones([2])], "optional"],
  ["interpolatedAggregateLoss", () => [matrix(), np.ones([2])], "needed"],
  ["aggregateLeastSquares", () => [matrix(), np.ones([2])], "needed"],
  ["privateBagMeans", () => [np.ones([2]), np.ones([2])], "needed"],
  ["aggregateRisk", () => [], "needed"],
  ["binaryMarginLoss", () => [np.ones([2]), int32(0, 1)], "needed"],
  ["ensLoss", () => [np.ones([2]), int32(0, 1), np.ones([2])], "optional"],
  ["ensLossDerivatives", () => [np.ones([2]), np.ones([2])], "optional"],
  ["binaryKlLoss", () => [matrix(), matrix()], "optional"],
  ["binaryKlNormLoss", () => [matrix(), matrix()], "optional"],
  ["distillationKlLoss", () => [matrix(), matrix()], "optional"],
  ["landmarkKdLoss", () => [matrix(), matrix(), matrix(), matrix()], "optional"],
  ["softLandmarks", () => [matrix()], "optional"],
  ["normalizedMeanError", () => [matrix(), matrix()], "needed"],
  ["dualHeadDistillationLoss", () => [matrix(), matrix(), matrix(), int32(0, 1)], "optional"],
  ["ldrKlLoss", () => [matrix(), int32(0, 1)], "optional"],
  ["ldrTopKLoss", () => [matrix(), int32(0, 1)], "needed"],
  ["ldrTopKKlLoss", () => [matrix(), int32(0, 1)], "needed"],
  ["aldrKlLoss", () => [], "optional"],
  ["contrastiveLoss", () => [matrix(), keys()], "optional"],
  ["diffSort", () => [matrix()], "optional"],
  ["grocoLoss", () => [np.ones([2, 12, 2])], "optional"],
  ["featureSeparationLoss", () => [matrix(), int32(0, 1)], "optional"],
  ["normalizedSoftmaxLoss", () => [matrix(), int32(0, 1), matrix()], "optional"],
  ["robustZeroOneLoss", () => [np.ones([2])], "needed"],
  ["rssLoss", () => [np.ones([2]), matrix(), int32(-1, 1), matrix()], "needed"],
  ["trainRssLinear", () => [matrix(), int32(-1, 1), matrix()], "needed"],
  ["wassersteinAscent", () => [rowSums, matrix()], "needed"],
  ["gmmLinearRisk", () => [np.ones([2]), np.ones([2])], "needed"],
  ["sratLoss", () => [matrix(), matrix(), int32(0, 1), np.ones([2])], "optional"],
  ["classBalancedWeights", () => [[3, 1]], "optional"],
  ["metrixContrastive", () => [matrix(), matrix()], "needed"],
  ["metrixLoss", () => [matrix(), matrix(), matrix()], "needed"],
  ["metrixMix", () => [matrix(), matrix(), np.ones([2])], "optional"],
  ["metrixPairs", () => [int32(0, 1)], "needed"],
  ["recallAtK", () => [matrix(), int32(0, 1)], "needed"],
  ["utilization", () => [matrix(), keys()], "optional"],
  ["protoTripletLoss", () => [matrix(), matrix(), int32(0, 1)], "optional"],
  ["icnnLoss", () => [np.ones([4, 2]), int32(0, 0, 1, 1)], "optional"],
  ["icnnScore", () => [np.ones([4, 2]), int32(0, 0, 1, 1)], "optional"],
  ["icnnParts", () => [np.ones([4, 2]), int32(0, 0, 1, 1)], "optional"],
  ["tcmLoss", () => [matrix(), int32(0, 1)], "optional"],
  ["unpgLoss", () => [matrix(), int32(0, 1), matrix()], "optional"],
  ["whiskerFilter", () => [np.ones([3])], "optional"],
  ["opis", () => [keys(), int32(0, 0, 1)], "optional"],
  ["verificationRoc", () => [[1], [0]], "optional"],
  ["klDroLoss", () => [np.ones([2])], "needed"],
  ["classPrototypes", () => [matrix(), int32(0, 1)], "needed"],
  ["hyperspherePredict", () => [matrix(), matrix()], "optional"],
  ["compositionalWeights", () => [], "needed"],
  ["pgdAttack", () => [rowSums, matrix()], "needed"],
  ["projectedGradientAttack", () => [rowSums, matrix()], "needed"],
  ["fgsmAttack", () => [rowSums, matrix()], "needed"],
  ["tradesAttack", () => [(x: np.Array) => x, matrix()], "needed"],
  ["logBarrier", () => [np.zeros([2]), np.ones([2]).neg(), np.ones([2])], "needed"],
  ["implicitHypergradient", () => [rowSums, {}], "needed"],
  ["tailRobustAccuracy", () => [[0.5]], "optional"],
  ["amclLoss", () => [np.ones([1, 2, 2]), np.ones([1, 2, 2]), np.ones([1, 4, 4])], "optional"],
  ["adaptiveTemperature", () => [matrix(), matrix(), { weight: matrix(), bias: np.ones([2]) }], "optional"],
  ["temperatureRegularizer", () => [matrix()], "needed"],
  ["ntXentLoss", () => [matrix(), matrix()], "optional"],
  ["robustContrastiveLoss", () => [matrix(), matrix(), np.ones([2])], "optional"],
  ["isogclr", () => [], "optional"],
  ["negativePenalties", () => [matrix()], "needed"],
  ["uniformityLoss", () => [matrix()], "optional"],
  ["rankme", () => [matrix()], "optional"],
  ["rankmeFromSingularValues", () => [np.array([1, 2])], "optional"],
  ["selectByRankme", () => [[matrix()]], "optional"],
  ["compSumTransform", () => [[0.5]], "needed"],
  ["compSumBound", () => [[0.5]], "needed"],
  ["compSumBestRisk", () => [[[0.5, 0.5]]], "needed"],
  ["dctMatrix", () => [3], "optional"],
  ["selectDctColumns", () => [matrix()], "needed"],
  ["expandDctColumns", () => [matrix(), int32(0, 1)], "needed"],
  ["newtonSchulz", () => [matrix()], "optional"],
  ["dctAdamW", () => [], "needed"],
  ["svdAdamW", () => [], "needed"],
  ["subspaceAdamW", () => [], "needed"],
  ["trion", () => [], "needed"],
  ["logisticGd", () => [], "needed"],
  ["batchPerceptron", () => [], "optional"],
  ["runUntilSeparated", () => [{}, matrix(), int32(1, -1)], "needed"],
  ["optimisticOmd", () => [], "needed"],
  ["optimisticOmdEnsemble", () => [], "needed"],
  ["seaEnvironment", () => [], "needed"],
  ["positionalScores", () => [rankings()], "needed"],
  ["multiwinnerScore", () => [rankings(), int32(0)], "needed"],
  ["selectMultiwinner", () => [rankings()], "needed"],
  ["utilityRankings", () => [matrix(), [0]], "needed"],
  ["swappingBias", () => [rankings(), [0], np.zeros([2, 3])], "needed"],
  ["estimateSmoothness", () => [np.ones([2]), np.ones([2]), int32(0, 0)], "needed"],
];

describe("options that are no record", () => {
  for (const [name, args, options] of functions) {
    const misplaced = [null, 0.2, "mean", [], ...(options === "needed" ? [undefined] : [])];
    test.each(misplaced)(`${name}: %j`, (value) => {
      const given = args();
      const error = expect.objectContaining({ name: "InvalidArgumentError", argument: "options" });
      expect(() => library[name]!(...given, value)).toThrow(error);
      for (const each of given.flat() as { dispose?: () => void }[]) each.dispose?.();
    });
  }
});

const refused: [what: string, argument: string, call: () => unknown][] = [
  ["a number for a list of regrets", "beta", () => library.compSumTransform!(0.5, { tau: 1, numClasses: 3 })],
  [
    "nothing for a list of regrets",
    "regret",
    () => library.compSumBound!(undefined, { tau: 1, numClasses: 3 }),
  ],
  ["a text among numbers", "beta", () => library.compSumTransform!(["a"], { tau: 1, numClasses: 3 })],
  ["one distribution for a list of them", "probs", () => library.compSumBestRisk!([0.5, 0.5], { tau: 1 })],
  ["a number for distributions", "probs", () => library.compSumBestRisk!(0.5, { tau: 1 })],
  ["one matrix for a list of them", "embeddings", () => library.selectByRankme!(matrix())],
  ["a text for a switch", "normalize", () => library.contrastiveLoss!(matrix(), keys(), { normalize: "no" })],
  ["null for a switch", "normalize", () => library.uniformityLoss!(matrix(), { normalize: null })],
  ["a number for a switch", "rotateState", () => library.dctAdamW!({ ...lowRank, rotateState: 1 })],
  ["a text for a switch", "errorFeedback", () => library.svdAdamW!({ ...lowRank, errorFeedback: "no" })],
  ["nothing to transform", "x", () => library.dct!(undefined)],
  ["null to transform", "x", () => library.idct!(null)],
  ["a basis of integers", "dtype", () => library.dctMatrix!(3, { dtype: "int32" })],
  ["no parameters", "params", () => library.dctAdamW!(lowRank).init(undefined)],
  ["no domain", "domain", () => library.optimisticOmd!({ gradientBound: 1 })],
  ["a number for a domain", "domain", () => library.optimisticOmdEnsemble!({ ...ensemble, domain: 1 })],
  ["an empty domain", "domain", () => library.optimisticOmd!({ ...ball, domain: {} })],
  [
    "a negative λ that is not used",
    "strongConvexity",
    () => library.optimisticOmd!({ ...ball, strongConvexity: -1 }),
  ],
  ["an α of 0 that is not used", "alpha", () => library.optimisticOmd!({ ...ball, alpha: 0 })],
  ["a number to start from", "start", () => library.optimisticOmd!({ ...ball, start: 1 }).init(2)],
  ...[1, null, undefined, "ab"].flatMap((gradient): typeof refused =>
    [library.optimisticOmd!(ball), library.optimisticOmdEnsemble!(ensemble)].map((learner) => [
      `${gradient} for a gradient`,
      "gradient",
      () => learner.update(learner.init(2), gradient),
    ]),
  ),
  ["no key", "key", () => library.seaEnvironment!(sea)],
  ["a seed for a key", "key", () => library.seaEnvironment!({ ...sea, key: 3 })],
  ["floats for a key", "key", () => library.seaEnvironment!({ ...sea, key: np.ones([2]) })],
  [
    "null for an owa",
    "owa",
    () => library.multiwinnerScore!(rankings(), int32(0), { rule: "borda", owa: null }),
  ],
  [
    "a number for bounds",
    "lowerBounds",
    () => library.selectMultiwinner!(rankings(), { ...bounds, lowerBounds: 1 }),
  ],
  ["a number for items", "disadvantaged", () => library.utilityRankings!(matrix(), 1, { bias: 1 })],
  ["no draws", "draws", () => library.swappingBias!(rankings(), [0], undefined, { fraction: 1 })],
  ["a seed for draws", "draws", () => library.swappingBias!(rankings(), [0], 7, { fraction: 1 })],
];

describe("refuses", () => {
  test.each(refused)("%s (%s)", (_what, argument, call) => {
    expect(call).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
  });

  test("without consuming anything", async () => {
    const [order, groups, key] = [rankings(), int32(0, 0, 1), random.key(0)];
    expect(() => library.selectMultiwinner!(order, { ...bounds, groups, lowerBounds: 1 })).toThrow();
    expect(() => library.seaEnvironment!({ ...sea, dim: 1, key })).toThrow();
    for (const array of [order, groups, key]) expect((await array.data()).length).toBeGreaterThan(0);
  });
});

test("messages stay short and name what came", () => {
  const message = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  const row = Array.from({ length: 1000 }, () => 1);
  expect(message(() => library.compSumBestRisk!([row], { tau: 1 }))).toMatch(/\[1, 1, .*… 1000 in all\]$/);
  expect(message(() => library.selectByRankme!(matrix()))).toMatch(/an array of shape \[2, 2\]$/);
  expect(message(() => library.optimisticOmd!({ ...ball, domain: { radios: 1 } }))).toMatch(/\{radios\}$/);
});
