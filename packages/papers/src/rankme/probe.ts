import { type Array, nn, numpy as np } from "@jax-js/jax";
import { accuracy } from "@offprint/lab/models";

export interface ProbeData {
  /** Representations of the training images [n, d], and their labels int32 [n]. */
  features: Array;
  labels: Array;
  /** The same of the test images. */
  testFeatures: Array;
  testLabels: Array;
}

const classes = 10;
const ridge = 1e-3;

/**
 * Test accuracy of a linear classifier on frozen representations: ridge regression to one-hot labels in closed
 * form, on features standardised by the training images, with an intercept. Consumes its arguments.
 */
export async function probeAccuracy({
  features,
  labels,
  testFeatures,
  testLabels,
}: ProbeData): Promise<number> {
  const count = features.shape[0]!;
  const mean = np.mean(features.ref, 0);
  const deviation = np.std(features.ref, 0).add(1e-6);
  const design = (x: Array) =>
    np.concatenate([x.sub(mean.ref).div(deviation.ref), np.ones([x.shape[0]!, 1])], 1);
  const [train, test] = [design(features), design(testFeatures)];
  mean.dispose();
  deviation.dispose();
  const transposed = train.ref.transpose();
  const penalty = np.eye(train.shape[1]!).mul(ridge * count);
  const gram = np.matmul(transposed.ref, train).add(penalty);
  const weights = np.linalg.solve(gram, np.matmul(transposed, nn.oneHot(labels, classes)));
  return (await accuracy(np.matmul(test, weights), testLabels).data())[0]!;
}
