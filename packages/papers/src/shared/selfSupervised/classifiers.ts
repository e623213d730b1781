import { type Array, DType, lax, nn, numpy as np } from "@jax-js/jax";
import { accuracy } from "@offprint/lab/models";

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
  const { train, trainLabels, test, testLabels } = features;
  const similarities = np.inner(directions(test), directions(train));
  const [nearest, indices] = lax.topK(similarities, neighbourCount);
  const weights = np.exp(nearest.div(voteTemperature)).reshape([-1, neighbourCount, 1]);
  const votes = nn.oneHot(trainLabels.slice(indices), classCount).mul(weights).sum(1);
  return (await accuracy(votes, testLabels).data())[0]!;
}

/** Rows scaled to length 1; a row of zeros stays. */
function directions(x: Array): Array {
  const lengths = np.sqrt(np.square(x.ref).sum(-1, { keepdims: true }));
  return x.div(np.maximum(lengths, 1e-12));
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
