import { type Array, lax, nn, numpy as np, tree } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { after } from "../internal/after.ts";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { undifferentiated } from "../internal/concreteValue.ts";
import { log } from "../internal/log.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { checkChunkSize } from "../internal/reduce.ts";
import { rowIndices } from "../internal/rowIndices.ts";
import { carry, softSort } from "../internal/softSortingNetwork.ts";
import { layerPatterns } from "./sortingLayers.ts";

export interface GrocoOptions {
  /** How many negatives of each anchor are sorted, the most similar ones: 1..n−1, default 10. */
  topK?: number;
  /** Steepness of the soft comparators, > 0, default 1. */
  steepness?: number;
  /** Whether gradients reach the anchors only (default), and not what they are compared with. */
  stopGradient?: boolean;
  /** Number Vp of views, the first ones, that serve as positives: 2..V, default V. All views are anchors. */
  positiveViews?: number;
  /**
   * How many anchors to compare with all examples of their view at a time, for batches whose full matrix of similarities
   * would not fit. Default: all at once. Chunks bound the memory of eager calls and of programs on ONNX Runtime; the
   * engine's own `jit` reserves all buffers of a program at once.
   */
  chunkSize?: number;
}

/** Below any cosine: never among the most similar. */
const belowCosines = -2;

/** What the logarithm of a probability that was rounded to 0 counts as. */
const lowestLog = -100;

/** Probabilities below it count as 0; what float32 still resolves. */
const leastProbability = 1e-37;

/**
 * Group ordering loss of several views of a batch: every anchor's positives, its other views, shall rank above its
 * negatives, other examples in the same view. The most similar negatives and then the positives, each group in
 * ascending order of their cosines with the anchor, pass a soft odd-even sorting network (Cauchy); the loss is the
 * cross-entropy of where they end, in the ranks of their own group or of the other. Means over items, examples, views.
 *
 * It stays above 0: at steepness 1 a perfect order of ten negatives at −1 and a positive at 1 costs 0.147, equal
 * similarities 0.202.
 *
 * Consumes its input.
 *
 * Memory grows as V · n², the similarities within each view, plus V · n · topK · d for the negatives that are kept and
 * V · n · m² for the network of m items, topK and the positives. With `chunkSize` c the first becomes c · n. Without `stopGradient` it is V · n² · topK.
 *
 * @param views embeddings, floats `[V, n, d]`, V ≥ 2 views of n ≥ 2 examples in the same order; rows are scaled to
 * length 1, a row of zeros stays
 * @returns scalar
 * @throws InvalidArgumentError for another rank or dtype, fewer than two views or examples, and options out of range
 * (the default of topK needs 11 examples). Values are checked by {@link validateGrocoLoss} alone.
 *
 * Source: Shvetsova et al., "Learning by Sorting: Self-supervised Learning with Group Ordering Constraints" (ICCV 2023).
 *
 * @example
 * const loss = grocoLoss(np.stack([encode(params, viewA), encode(params, viewB)]), { topK: 10 });
 */
export function grocoLoss(views: Array, options: GrocoOptions = {}): Array {
  checkGrocoLoss(views, options);
  const viewCount = views.shape[0]!;
  const { topK = 10, steepness = 1, stopGradient = true, positiveViews = viewCount, chunkSize } = options;
  const anchors = np.unstack(normalizeRows(views), 0) as Array[];
  const keys = anchors.map((view) => (stopGradient ? lax.stopGradient(view.ref) : view.ref));
  const positives = keys.slice(0, positiveViews);
  const scores = anchors.map((anchor, at) =>
    np.concatenate(
      [
        nearestOthers(anchor.ref, keys[at]!.ref, topK, stopGradient, chunkSize),
        sortedCosines(
          anchor.ref,
          positives.filter((_, other) => other !== at),
        ),
      ],
      1,
    ),
  );
  tree.dispose([anchors, keys]);
  // Views that are no positives have one positive more, hence a network of their own.
  const groups = [scores.slice(0, positiveViews), scores.slice(positiveViews)];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => orderingLoss(np.concatenate(group, 0), topK, steepness).mul(group.length / viewCount))
    .reduce((sum, part) => sum.add(part));
}

/**
 * Cosines of every row with the `count` other rows of the view that are nearest to it, ascending. Consumes both.
 * @param fixed whether no gradient is to reach the keys
 * @param chunkSize rows to compare at a time
 * @returns `[n, count]`
 */
function nearestOthers(
  anchor: Array,
  keys: Array,
  count: number,
  fixed: boolean,
  chunkSize: number | undefined,
): Array {
  const [n, d] = anchor.shape as [number, number];
  const nearest = chunkSize === undefined ? nearestRows : nearestRowsInChunks(chunkSize);
  const indices = np.flip(nearest(undifferentiated(anchor), undifferentiated(keys), count), [1]);
  // A product with zeros and ones has a gradient in every program; that of picking rows, a scatter, has not.
  const rows = fixed
    ? keys.slice(indices)
    : np.matmul(nn.oneHot(indices.reshape([-1]), n).astype(keys.dtype), keys).reshape([n, count, d]);
  return anchor.reshape([n, 1, d]).mul(rows).sum(-1);
}

/** Indices of the `count` other rows that are nearest to each row, the nearest first, [n, count]. Consumes both. */
function nearestRows(rows: Array, keys: Array, count: number): Array {
  const n = rows.shape[0]!;
  const itself = np.eye(n, n, { dtype: np.bool, device: rows.device });
  return nearestOf(np.inner(rows, keys), itself, count);
}

/** The same with so many rows at a time. */
function nearestRowsInChunks(chunkSize: number) {
  return (rows: Array, keys: Array, count: number): Array => {
    const { shape, device } = rows;
    const columns = rowIndices(keys).reshape([1, -1]);
    const found: Array[] = [];
    for (let from = 0; from < shape[0]!; from += chunkSize) {
      const to = Math.min(from + chunkSize, shape[0]!);
      const slice = rows.ref.slice([from, to]);
      const chunk = found.length > 0 ? after(slice, found.slice(-1)) : slice;
      const own = np.arange(from, to, 1, { dtype: np.int32, device }).reshape([-1, 1]);
      found.push(nearestOf(np.inner(chunk, keys.ref), own.equal(columns.ref), count));
    }
    tree.dispose([rows, keys, columns]);
    return np.concatenate(found, 0);
  };
}

function nearestOf(cosines: Array, itself: Array, count: number): Array {
  const [values, indices] = lax.topK(np.where(itself, belowCosines, cosines), count);
  values.dispose();
  return indices;
}

/**
 * Cosines of every row with its other views, ascending. Consumes the anchor and borrows the others.
 * @returns `[n, others]`
 */
function sortedCosines(anchor: Array, others: Array[]): Array {
  const count = others.length;
  const cosines = others.map((other) => anchor.ref.mul(other.ref).sum(-1, { keepdims: true }));
  anchor.dispose();
  if (count === 1) return cosines[0]!;
  const all = np.concatenate(cosines, 1);
  const order = np.argsort(lax.stopGradient(all.ref), -1);
  return nn
    .oneHot(order, count)
    .astype(all.dtype)
    .mul(all.reshape([-1, 1, count]))
    .sum(-1);
}

/**
 * Mean cross-entropy of the group in whose ranks each item ends. Consumes the scores.
 * @param scores `[b, m]`, the `negatives` first ones of a row are to rank below the others
 */
function orderingLoss(scores: Array, negatives: number, steepness: number): Array {
  const [batch, m] = scores.shape as [number, number];
  const { dtype, device } = scores;
  const { values, layers } = softSort(scores.transpose(), layerPatterns(m, "oddEven"), {
    distribution: "cauchy",
    steepness,
  });
  values.dispose();
  const isPositive = globalThis.Array.from({ length: m }, (_, at) => Number(at >= negatives));
  const ranks = np.array(isPositive, { shape: [m, 1], dtype, device });
  const inPositiveRanks = carry(np.broadcastTo(ranks, [m, batch]), layers.toReversed());
  const [below, above] = np.split(inPositiveRanks, [negatives], 0) as [Array, Array];
  const total = clampedLog(below.neg().add(1)).sum().add(clampedLog(above).sum());
  return total.mul(-1 / (m * batch));
}

/** ln p, and −100 where nothing is left of p; consumes p, which rounding may have moved out of [0, 1]. */
function clampedLog(p: Array): Array {
  const inRange = np.minimum(p, 1);
  const isLost = inRange.ref.less(leastProbability);
  return np.where(isLost.ref, lowestLog, log(np.where(isLost, 1, inRange)));
}

function checkGrocoLoss(views: Array, options: GrocoOptions): void {
  const { topK = 10, steepness, stopGradient, positiveViews, chunkSize } = checkOptions(options);
  const { V, n } = checkShape("views", views, ["V", "n", "d"]);
  checkNotEmpty("views", views);
  checkFloat("views", views);
  if (V < 2) throw new InvalidArgumentError("views", "at least 2 views", V);
  if (n < 2) throw new InvalidArgumentError("views", "at least 2 examples, so that there are negatives", n);
  checkNumber("topK", topK, { min: 1, max: n - 1, integer: true });
  if (steepness !== undefined) checkNumber("steepness", steepness, { above: 0 });
  if (stopGradient !== undefined) checkFlag("stopGradient", stopGradient);
  if (positiveViews !== undefined)
    checkNumber("positiveViews", positiveViews, { min: 2, max: V, integer: true });
  checkChunkSize(chunkSize);
}

/**
 * Checks the values that {@link grocoLoss} takes on trust. Borrows the views.
 * @throws InvalidArgumentError for whatever `grocoLoss` refuses, for embeddings that are not finite, and for rows of
 * zeros
 */
export async function validateGrocoLoss(views: Array, options: GrocoOptions = {}): Promise<void> {
  checkGrocoLoss(views, options);
  await validateFinite("views", views);
  await validateNoZeroRow("views", views);
}
