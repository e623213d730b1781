import { numpy as np, random } from "@jax-js/jax";
import { rankme, selectByRankme } from "@offprint/methods/metrics";

/** Embeddings of 1000 images by a network that fills only some of its 32 dimensions. */
function embeddingsOfRank(rank: number, seed: number): np.Array {
  const [keyA, keyB] = np.unstack(random.split(random.key(seed))) as [np.Array, np.Array];
  return np.matmul(random.normal(keyA, [1000, rank]), random.normal(keyB, [rank, 32]));
}

for (const rank of [1, 8, 32]) {
  const value = await rankme(embeddingsOfRank(rank, rank)).jsAsync();
  console.log(`${rank} directions in use: RankMe ${value.toFixed(2)} of 32`);
}

const runs = [4, 16, 9].map((rank, seed) => embeddingsOfRank(rank, seed));
const { index, scores } = selectByRankme(runs);
console.log(
  `keep run ${index} of`,
  scores.map((score) => score.toFixed(2)),
);
