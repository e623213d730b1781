import { grad, numpy as np, random } from "@jax-js/jax";
import { tcmLoss } from "@offprint/methods/losses";
import { opis, pairCosines, verificationRoc } from "@offprint/methods/metrics";

// Four classes of ten, around four directions; each is twice as wide as the one before.
const labels = Int32Array.from({ length: 40 }, (_, i) => i % 4);
const spread = np.array(Array.from(labels, (label) => 0.05 * 2 ** label)).reshape([40, 1]);
const centres = np.eye(4).slice(np.array(labels));
let z = centres.add(random.normal(random.key(0), [40, 4]).mul(spread));

function report(when: string) {
  const { positives, negatives } = pairCosines(z.ref, labels);
  const { equalErrorRate } = verificationRoc(positives, negatives);
  const scores = opis(z.ref, labels).classScore.map((score) => (1000 * score).toFixed(1));
  console.log(`${when}: equal error rate ${equalErrorRate.toFixed(3)}, 1000 × score of each class ${scores}`);
}

report("before");
const slope = grad((embeddings: np.Array) => tcmLoss(embeddings, np.array(labels)));
for (let step = 0; step < 20; step++) z = z.ref.sub((slope(z) as np.Array).mul(2));
report("after ");
