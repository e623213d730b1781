/** Largest difference between two contenders, relative to the largest value of the output in question. */
export const tolerance = 1e-3;

/** What two contenders' outputs differ in, in words; null where they are the same computation. */
export function disagreement(ours: ArrayLike<number>[], theirs: ArrayLike<number>[]): string | null {
  if (ours.length !== theirs.length) return `${theirs.length} outputs instead of ${ours.length}`;
  for (const [i, own] of ours.entries()) {
    const other = theirs[i]!;
    if (own.length !== other.length) return `output ${i} has ${other.length} values instead of ${own.length}`;
    const { error, scale } = compare(own, other);
    // Written so that NaN, on either side, is a difference.
    if (!(error <= tolerance * scale)) return `output ${i} is off by ${error} where values reach ${scale}`;
  }
  return null;
}

function compare(own: ArrayLike<number>, other: ArrayLike<number>): { error: number; scale: number } {
  let [error, scale] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    error = Math.max(error, Math.abs(own[i]! - other[i]!));
    scale = Math.max(scale, Math.abs(own[i]!));
  }
  return { error, scale };
}
