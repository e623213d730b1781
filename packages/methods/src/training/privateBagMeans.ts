import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { preciseLog } from "../internal/precise.ts";

export interface PrivateBagMeansOptions {
  /** Responses of a bag k, an integer ≥ 1 that divides their number. */
  bagSize: number;
  /** C > 0: responses are clipped to [−C, C]. */
  clip: number;
  /** Privacy budget ε > 0: the smaller, the more noise. */
  epsilon: number;
}

/**
 * Means of bags of responses under label differential privacy: responses are clipped to [−C, C], and each bag's mean
 * gets Laplace noise of scale 2C/(kε), since one response moves the mean of k by at most 2C/k. Bags are consecutive
 * responses and disjoint, so that each response meets the budget once.
 *
 * Consumes its inputs. Differentiable with respect to the responses.
 *
 * @param responses float [m · k]
 * @param uniforms draws from the open interval (0, 1), one for each bag, float [m]
 * @returns value, [m]: the means of the clipped responses plus noise; noise, [m]
 * @throws InvalidArgumentError for other shapes or dtypes, no responses, a bag size that does not divide their number,
 * C or ε not above 0. Values are checked by {@link validatePrivateBagMeans} alone.
 *
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru, Fu, "Learning from Aggregate responses: Instance Level versus Bag
 * Level Loss Functions" (ICLR 2024), label differential privacy by the Laplace mechanism.
 *
 * @example
 * const uniforms = random.uniform(key, [bags], { minval: 1e-7 }); // 0 would make infinite noise
 * const { value, noise } = privateBagMeans(responses, uniforms, { bagSize: 8, clip: 4, epsilon: 1 });
 * noise.dispose();
 */
export function privateBagMeans(
  responses: Array,
  uniforms: Array,
  options: PrivateBagMeansOptions,
): { value: Array; noise: Array } {
  const bags = checkResponses(responses, uniforms, options);
  const { bagSize, clip, epsilon } = options;
  const means = np.clip(responses, -clip, clip).reshape([bags, bagSize]).mean(1);
  const noise = standardLaplace(uniforms).mul((2 * clip) / (bagSize * epsilon));
  return { value: means.add(noise.ref), noise };
}

/** Laplace noise of scale 1 from uniforms of (0, 1), by the inverse of its distribution function; consumes them. */
function standardLaplace(uniforms: Array): Array {
  const sign = np.sign(uniforms.ref.sub(0.5));
  // 1 − 2|u − 1/2|, in a form that keeps the digits of a small u.
  const tail = np.minimum(uniforms.ref, uniforms.neg().add(1)).mul(2);
  return sign.mul(preciseLog(tail)).neg();
}

function checkResponses(responses: Array, uniforms: Array, options: PrivateBagMeansOptions): number {
  const { bagSize, clip, epsilon } = checkOptions(options);
  const { n } = checkShape("responses", responses, ["n"]);
  checkNotEmpty("responses", responses);
  checkFloat("responses", responses);
  checkNumber("bagSize", bagSize, { min: 1, integer: true });
  if (n % bagSize !== 0) throw new InvalidArgumentError("bagSize", `a divisor of ${n} responses`, bagSize);
  checkShape("uniforms", uniforms, [n / bagSize]);
  checkFloat("uniforms", uniforms);
  checkNumber("clip", clip, { above: 0 });
  checkNumber("epsilon", epsilon, { above: 0 });
  return n / bagSize;
}

/**
 * Checks the values that {@link privateBagMeans} takes on trust: finite responses, uniforms strictly between 0 and 1.
 * Borrows both.
 * @throws InvalidArgumentError for whatever `privateBagMeans` refuses, and naming the first value that is neither
 */
export async function validatePrivateBagMeans(
  responses: Array,
  uniforms: Array,
  options: PrivateBagMeansOptions,
): Promise<void> {
  checkResponses(responses, uniforms, options);
  await validateFinite("responses", responses);
  const draws = await uniforms.ref.data();
  const at = draws.findIndex((draw) => !(draw > 0 && draw < 1));
  if (at < 0) return;
  throw new InvalidArgumentError("uniforms", "values in (0, 1)", `${draws[at]} at flat index ${at}`);
}
