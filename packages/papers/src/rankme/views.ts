import { type Array, DType, numpy as np, random } from "@jax-js/jax";

/** Images are 8 × 8; a view sees them through a frame of one zero pixel all around. */
const side = 8;
const framed = side + 2;
const noise = 0.1;
const erased = 3;

/**
 * A random view of each image: a crop of the framed image, Gaussian noise on every pixel, a 3 × 3 square set to 0.
 * Consumes both arguments.
 * @param images [batch, 64]
 */
export function augment(key: Array, images: Array): Array {
  const batch = images.shape[0]!;
  const [cropKey, noiseKey, eraseKey] = np.unstack(random.split(key, 3)) as [Array, Array, Array];
  const noisy = crop(cropKey, images).add(random.normal(noiseKey, [batch, side * side]).mul(noise));
  return np.where(insideSquare(eraseKey, batch), 0, noisy);
}

/** Where something of each image begins: row and column, int32 [batch, 1, 1], uniform in 0..last. */
function corners(key: Array, batch: number, last: number): [Array, Array] {
  const shape = [2, batch, 1, 1];
  const drawn = random.randint(key, { minval: 0, maxval: last + 1, shape, dtype: DType.Int32 });
  return np.unstack(drawn) as [Array, Array];
}

/** Rows [8, 1] and columns [8] of an image's pixels, int32. */
function pixelGrid(): [Array, Array] {
  const count = () => np.arange(0, side, 1, { dtype: DType.Int32 });
  return [count().reshape([side, 1]), count()];
}

function crop(key: Array, images: Array): Array {
  const batch = images.shape[0]!;
  const [top, left] = corners(key, batch, framed - side);
  const [rows, columns] = pixelGrid();
  const source = rows.add(top).mul(framed).add(columns.add(left));
  const square = images.reshape([batch, side, side]);
  const padded = np.pad(square, [[0, 0], [1, 1], [1, 1]]); // prettier-ignore
  return np.takeAlongAxis(padded.reshape([batch, framed ** 2]), source.reshape([batch, side ** 2]), 1);
}

/** Pixels of a random 3 × 3 square of each image, bool [batch, 64]. */
function insideSquare(key: Array, batch: number): Array {
  const [top, left] = corners(key, batch, side - erased);
  const [rows, columns] = pixelGrid();
  const within = (offset: Array) => np.logicalAnd(offset.ref.greaterEqual(0), offset.less(erased));
  const inside = np.logicalAnd(within(rows.sub(top)), within(columns.sub(left)));
  return inside.reshape([batch, side ** 2]);
}
