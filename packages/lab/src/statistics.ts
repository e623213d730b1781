import jstat from "jstat";

/** Mean of a non-empty list. */
export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation (n − 1). */
export function standardDeviation(values: number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/**
 * Two-sided t-interval of the mean.
 * @param values at least two
 * @param level coverage, default 0.95
 */
export function tInterval(values: number[], level = 0.95): [number, number] {
  const quantile = jstat.jStat.studentt.inv((1 + level) / 2, values.length - 1);
  const half = (quantile * standardDeviation(values)) / Math.sqrt(values.length);
  return [mean(values) - half, mean(values) + half];
}

/** Least-squares slope of y on x. */
export function fitSlope(x: number[], y: number[]): number {
  const [centreX, centreY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, i) => sum + (value - centreX) * (y[i]! - centreY), 0);
  return covariance / x.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
}

/** Spearman's rank correlation; ties get average ranks. NaN if either list is constant. */
export function spearman(x: number[], y: number[]): number {
  const [ranksX, ranksY] = [averageRanks(x), averageRanks(y)];
  const [centreX, centreY] = [mean(ranksX), mean(ranksY)];
  const product = (a: number[], centreA: number, b: number[], centreB: number) =>
    a.reduce((sum, value, i) => sum + (value - centreA) * (b[i]! - centreB), 0);
  const scale = Math.sqrt(
    product(ranksX, centreX, ranksX, centreX) * product(ranksY, centreY, ranksY, centreY),
  );
  return product(ranksX, centreX, ranksY, centreY) / scale;
}

function averageRanks(values: number[]): number[] {
  return values.map((value) => {
    const smaller = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return smaller + (equal + 1) / 2;
  });
}
