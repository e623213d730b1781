import { type Array, nn, numpy as np } from "@jax-js/jax";
import { ntXentLoss } from "@offprint/methods/losses";

/** The weights of the losses; each method looks at its own. */
export type Weights = { invariance: Array; covariance: Array; temperature: Array };

/** Weight of VICReg's variance term, which keeps every output's deviation at 1 or above. */
const varianceWeight = 25;

/**
 * VICReg of two views' projections [batch, width] (Bardes, Ponce and LeCun 2022): pull the views of an image
 * together, keep every output varying over the batch, and keep outputs uncorrelated. Consumes its arguments.
 */
export function vicregLoss(viewA: Array, viewB: Array, weights: Weights): Array {
  weights.temperature.dispose();
  const distance = np.mean(np.square(viewA.ref.sub(viewB.ref))).mul(weights.invariance);
  return distance
    .add(spreadPenalty(viewA, weights.covariance.ref))
    .add(spreadPenalty(viewB, weights.covariance));
}

function spreadPenalty(z: Array, covarianceWeight: Array): Array {
  const [count, width] = z.shape as [number, number];
  const centred = z.ref.sub(np.mean(z, 0));
  const variances = np
    .square(centred.ref)
    .sum(0)
    .div(count - 1);
  const covariances = np.matmul(centred.ref.transpose(), centred).div(count - 1);
  const hinge = nn.relu(np.sqrt(variances.ref.add(1e-4)).mul(-1).add(1)).mean();
  const offDiagonal = np.square(covariances).sum().sub(np.square(variances).sum());
  return hinge.mul(varianceWeight / 2).add(offDiagonal.mul(covarianceWeight).div(2 * width));
}

/**
 * SimCLR's contrastive loss of two views' projections (Chen et al. 2020). Consumes its arguments. The temperature
 * is an argument of the compiled program, so it divides the rows instead of being an option.
 */
export function simclrLoss(viewA: Array, viewB: Array, weights: Weights): Array {
  weights.invariance.dispose();
  weights.covariance.dispose();
  const scale = np.sqrt(weights.temperature);
  const rows = (z: Array, by: Array) =>
    z.ref.div(np.sqrt(np.square(z).sum(1, { keepdims: true }).add(1e-12))).div(by);
  const [a, b] = [rows(viewA, scale.ref), rows(viewB, scale)];
  return ntXentLoss(a, b, { temperature: 1, normalize: false });
}
