/** What other services rank by, to compare our order with theirs. */

/**
 * Lower end of the Wilson interval of a share.
 * @param up how many of `of`
 * @param z quantile of the normal distribution: 1.96 for 95 %
 */
export function wilsonLowerBound(up: number, of: number, z = 1.96): number {
  if (of === 0) return 0;
  const share = up / of;
  const centre = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * of)) / of);
  return Math.max(0, (centre - spread) / (1 + (z * z) / of));
}

/** Hacker News, simple form: (points − 1) / (hours + 2)^1.8. */
export function hackerNewsScore(points: number, hours: number): number {
  return (points - 1) / (hours + 2) ** 1.8;
}

/** Reddit's "hot": ten times the votes count as much as 12.5 hours. */
export function redditHot(ups: number, downs: number, at: Date): number {
  const score = ups - downs;
  return (
    Math.sign(score) * Math.log10(Math.max(Math.abs(score), 1)) +
    (at.getTime() / 1000 - 1_134_028_003) / 45_000
  );
}
