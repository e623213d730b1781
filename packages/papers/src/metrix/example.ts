import { grad, numpy as np, random } from "@jax-js/jax";
import { metrixLoss, metrixMix, metrixPairs } from "@offprint/methods/losses";
import { recallAtK } from "@offprint/methods/metrics";

const labels = Int32Array.of(0, 0, 1, 1, 2, 2);
const z = random.normal(random.key(0), [6, 8]);

// One mixture of each anchor's positive with every negative, a third of it the positive.
const { anchor, first, second } = metrixPairs(labels, { mode: "positive-negative" });
const rows = (indices: number[]) => np.array(Int32Array.from(indices));
const lambda = np.full([anchor.length], 1 / 3);

const mixedLoss = (embeddings: np.Array) => {
  const unit = embeddings.ref.div(np.sqrt(np.square(embeddings).sum(1, { keepdims: true })));
  const mixed = metrixMix(unit.ref.slice(rows(first)), unit.ref.slice(rows(second)), lambda.ref);
  const similarity = unit.slice(rows(anchor)).mul(mixed).sum(1).reshape([6, -1]);
  return metrixLoss(similarity, lambda.ref.reshape([6, -1]), null, { loss: "multiSimilarity" });
};

console.log(`recall@1 ${recallAtK(z.ref, labels, { k: [1] })[0]!.toFixed(2)}`);
console.log(`loss of ${anchor.length} mixtures ${(await mixedLoss(z.ref).jsAsync()).toFixed(3)}`);
const moved = z.ref.sub((grad(mixedLoss)(z) as np.Array).mul(0.5));
console.log(`after one step ${(await mixedLoss(moved).jsAsync()).toFixed(3)}`);
