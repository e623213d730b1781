import { numpy as np } from "@jax-js/jax";

/**
 * The shadow of points on the plane through the origin in which they vary most, turned and mirrored so that pictures
 * of different moments and networks compare: the middle of group 0 lies to the right, that of group 1 above the
 * horizontal.
 * @param points [n][d], d ≥ 2; centred for principal components
 * @param groups of each point
 * @returns [x, y] of each; inside the unit circle for points of length 1
 */
export async function principalPlane(
  points: number[][],
  groups: ArrayLike<number>,
): Promise<[number, number][]> {
  const rows = np.array(points);
  const [values, vectors] = np.linalg.eigh(np.matmul(rows.ref.transpose(), rows.ref)) as [np.Array, np.Array];
  values.dispose();
  // Eigenvalues ascend, so the last two axes are the longest.
  const shadow = (await np.matmul(rows, vectors.slice([], [-2])).jsAsync()) as [number, number][];
  return upright(shadow, groups);
}

function upright(points: [number, number][], groups: ArrayLike<number>): [number, number][] {
  const [x, y] = middle(points.filter((_, i) => groups[i] === 0));
  const length = Math.hypot(x, y) || 1;
  const turned = points.map(([px, py]): [number, number] => [
    (px * x + py * y) / length,
    (py * x - px * y) / length,
  ]);
  const [, height] = middle(turned.filter((_, i) => groups[i] === 1));
  return height < 0 ? turned.map(([px, py]) => [px, -py]) : turned;
}

function middle(points: [number, number][]): [number, number] {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / (points.length || 1);
  return [mean(0), mean(1)];
}
