import { type Array, DType, lax, nn, numpy as np } from "@jax-js/jax";
import { accuracy } from "@offprint/lab/models";
import { unitRows } from "../unitRows.ts";

/** Features [n, d] of the training images and labels int32 [n], and the same of the test images. */
export type LabelledFeatures = {
  train: Array;
  trainLabels: Array;
  test: Array;
  testLabels: Array;
};

const classCount = 10;
const voteTemperature = 0.1;
const ridge = 1;

/**
 * Test accuracy of the vote of the nearest training images by cosine, where a neighbour of similarity s weighs
 * exp(s / 0.1). Consumes its arguments.
 * @param neighbourCount how many vote; default 20
 */
export async function neighbourAccuracy(features: LabelledFeatures, neighbourCount = 20): Promise<number> {
  const votes = neighbourVotes(features, neighbourCount).sum(1);
  return (await accuracy(votes, features.testLabels).data())[0]!;
}

/**
 * The same for every number of neighbours from 1 to `largest`, [largest]; works inside programs. Consumes its
 * features.
 */
export function neighbourAccuracies(features: LabelledFeatures, largest: number): Array {
  const rank = (shape: number[]) => np.arange(0, largest, 1, { dtype: DType.Int32 }).reshape(shape);
  const votes = neighbourVotes(features, largest);
  const isCounted = rank([-1, 1])
    .lessEqual(rank([1, -1]))
    .astype(votes.dtype);
  const totals = np.einsum("nkc,kl->nlc", votes, isCounted);
  const isRight = np.argmax(totals, -1).equal(features.testLabels.reshape([-1, 1]));
  return isRight.astype(DType.Float32).mean(0);
}

/** How the nearest training images vote, nearest first: [test images, neighbours, digits]. Keeps the test labels. */
function neighbourVotes(features: LabelledFeatures, neighbourCount: number): Array {
  const { train, trainLabels, test } = features;
  const similarities = np.inner(unitRows(test), unitRows(train));
  const [nearest, indices] = lax.topK(similarities, neighbourCount);
  const weights = np.exp(nearest.div(voteTemperature)).reshape([-1, neighbourCount, 1]);
  return nn.oneHot(trainLabels.slice(indices), classCount).mul(weights);
}

/**
 * Test accuracy of ridge regression to one-hot labels in closed form, on features standardised by the training
 * images, with a penalised intercept. Consumes its arguments.
 */
export async function probeAccuracy(features: LabelledFeatures): Promise<number> {
  const [train, test] = [features.train.astype(DType.Float64), features.test.astype(DType.Float64)];
  const mean = np.mean(train.ref, 0);
  const deviation = np.std(train.ref, 0).add(1e-6);
  const design = (x: Array) => {
    const standardised = x.sub(mean.ref).div(deviation.ref);
    return np.concatenate([standardised, np.ones([x.shape[0]!, 1], { dtype: DType.Float64 })], 1);
  };
  const [inputs, testInputs] = [design(train), design(test)];
  mean.dispose();
  deviation.dispose();
  const transposed = inputs.ref.transpose();
  const gram = np.matmul(transposed.ref, inputs);
  const penalty = np.eye(gram.shape[0]!, undefined, { dtype: DType.Float64 }).mul(ridge);
  const targets = nn.oneHot(features.trainLabels, classCount).astype(DType.Float64);
  const weights = np.linalg.solve(gram.add(penalty), np.matmul(transposed, targets));
  return (await accuracy(np.matmul(testInputs, weights), features.testLabels).data())[0]!;
}
