/** Beyond this the continued fraction converges faster than the series. */
const border = 2.5;

/**
 * Probability that a standard normal number exceeds z, in double precision: relative error about 1e-14 for z > 0, too,
 * however small the tail is.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (density === 0) return 0;
  return z < border ? 0.5 - density * centralSeries(z) : density / tailFraction(z);
}

/** z + z³/3 + z⁵/(3·5) + …: the probability between 0 and z, divided by the density at z. */
function centralSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + …))): the density at z divided by the tail (Laplace). */
function tailFraction(z: number): number {
  let value = z;
  for (let n = 200; n >= 1; n--) value = z + n / value;
  return value;
}
