/** Heads of face recognition: what becomes of the cosine between an embedding and the weight of its own class. */
import { type Array, numpy as np } from "@jax-js/jax";
import { reciprocal } from "./reciprocal.ts";

export const marginHeads = ["cosface", "arcface", "magface"] as const;

/** How a margin enters: subtracted from the cosine, added to the angle, or added to it by the embedding's length. */
export type MarginHead = (typeof marginHeads)[number];

/** How the length of an embedding sets its margin, and how long embeddings are rewarded. */
export interface MagFaceOptions {
  /** Margin, in radians, of embeddings of length `lA` or less, ≥ 0; default 0.45. */
  lMargin: number;
  /** Margin of embeddings of length `uA` or more, ≥ 0; default 0.8. */
  uMargin: number;
  /** Lengths are clipped to lA..uA, 0 < lA < uA; default 10. */
  lA: number;
  /** Default 110. */
  uA: number;
  /** λ_g ≥ 0, weight of the regulariser a/uA² + 1/a of the clipped length a; default 35. */
  lambdaG: number;
}

export const magFaceDefaults: MagFaceOptions = { lMargin: 0.45, uMargin: 0.8, lA: 10, uA: 110, lambdaG: 35 };

/** CosFace (Wang et al., CVPR 2018): c − m. Consumes the cosines. */
export function cosFaceTarget(cosines: Array, margin: number): Array {
  return cosines.sub(margin);
}

/**
 * ArcFace (Deng et al., CVPR 2019): cos(θ + m) for the cosine c = cos θ. Nothing special is done beyond θ + m = π.
 * Consumes the cosines.
 */
export function arcFaceTarget(cosines: Array, margin: number): Array {
  const { cosine, sine } = cosineAndSine(cosines);
  return cosine.mul(Math.cos(margin)).sub(sine.mul(Math.sin(margin)));
}

/**
 * MagFace (Meng et al., CVPR 2021): cos(θ + m) where c = cos θ > 0, with a margin m that grows linearly with the clipped
 * length; c elsewhere. Consumes both arrays.
 * @param cosines [batch]
 * @param lengths {@link clippedLengths} of the embeddings, [batch]
 */
export function magFaceTarget(cosines: Array, lengths: Array, options: MagFaceOptions): Array {
  const { lMargin, uMargin, lA, uA } = options;
  const isAhead = cosines.ref.greater(0);
  const margins = lengths
    .sub(lA)
    .mul((uMargin - lMargin) / (uA - lA))
    .add(lMargin);
  const { cosine, sine } = cosineAndSine(cosines.ref);
  const moved = cosine.mul(np.cos(margins.ref)).sub(sine.mul(np.sin(margins)));
  return np.where(isAhead, moved, cosines);
}

/** The regulariser of MagFace, λ_g (a/uA² + 1/a), which falls with the length up to uA. Consumes the lengths. */
export function magFaceRegularizer(lengths: Array, { uA, lambdaG }: MagFaceOptions): Array {
  return lengths.ref
    .mul(1 / uA ** 2)
    .add(reciprocal(lengths))
    .mul(lambdaG);
}

/** Euclidean lengths of rows, clipped to lA..uA; a gradient only within these. Consumes the rows; [batch]. */
export function clippedLengths(rows: Array, { lA, uA }: MagFaceOptions): Array {
  const squares = np.square(rows).sum(-1);
  // Lengths that are clipped must not reach the root, whose derivative at 0 is infinite.
  const isShort = squares.ref.less(lA ** 2);
  const isLong = squares.ref.greater(uA ** 2);
  const isClipped = np.logicalOr(isShort.ref, isLong);
  const lengths = np.sqrt(np.where(isClipped.ref, 1, squares));
  return np.where(isClipped, np.where(isShort, lA, uA), lengths);
}

/** A cosine and the sine that belongs to it, both kept off ±1, where the sine's slope is infinite. */
function cosineAndSine(cosines: Array): { cosine: Array; sine: Array } {
  const cosine = np.clip(cosines, -1 + 1e-7, 1 - 1e-7);
  const sine = np.sqrt(np.square(cosine.ref).neg().add(1));
  return { cosine, sine };
}
