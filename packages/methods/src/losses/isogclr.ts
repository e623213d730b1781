import { type Array, DType, numpy as np, tree } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkBoolean,
  checkFlag,
  checkFloat,
  checkInteger,
  checkNumber,
  checkOptions,
  checkShape,
  validateDistinct,
  validateFinite,
  validateIndices,
  validatePositive,
} from "../internal/checks.ts";
import { undifferentiated } from "../internal/concreteValue.ts";
import { log } from "../internal/log.ts";
import { pairTotalWithRowsInChunks } from "../internal/pairTotalInChunks.ts";
import { preciseExp, preciseLog } from "../internal/precise.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { checkChunkSize } from "../internal/reduce.ts";
import { replaceAt } from "../internal/replaceAt.ts";
import { rowIndices } from "../internal/rowIndices.ts";
import { checkViews, stackViews, validateViews, type ViewPairs, viewPairs } from "../internal/viewPairs.ts";

export interface IsogclrOptions {
  /** What every example's τ starts at, in tauMin..tauMax. Default 0.1. */
  temperature?: number;
  /** Radius ρ ≥ 0 of the KL ball; the smaller, the higher the temperatures. Default 0.3. */
  rho?: number;
  /** Step size of the temperatures, ≥ 0. Default 0.01. */
  eta?: number;
  /** Weight of the newest temperature gradient in its average, in (0, 1]. Default 0.9. */
  beta?: number;
  /** Weight of the newest normalizer in its average, in (0, 1]. Default 0.9. */
  gamma?: number;
  /** Lowest temperature, > 0, at least 0.012 for views in float32. Default 0.05. */
  tauMin?: number;
  /** Highest temperature. Default 0.7. */
  tauMax?: number;
  /** Whether temperatures move at all; without (SogCLR) all stay at `temperature`. Default true. */
  learnTemperature?: boolean;
  /** Largest absolute value that a temperature gradient is cut to, > 0; left out: any. */
  gradClip?: number;
  /**
   * How many anchors to compare with all views at a time, for batches whose full matrix of similarities would not
   * fit; the result is the same up to rounding. Default: all at once.
   */
  chunkSize?: number;
}

/** What the loss remembers of each of the n examples of the data set. */
export type IsogclrState = {
  /** Average of mean(exp(s / τ)) over the negatives' similarities s, float [n]; 0 before the first visit. */
  u: Array;
  /** Temperatures, float [n]. */
  tau: Array;
  /** Average of the temperatures' gradients, float [n]. */
  v: Array;
  /** Whether the example has been visited, bool [n]. */
  seen: Array;
};

/** Two views of some examples of the data set. */
export interface IsogclrBatch {
  /** Embeddings of one view, floats [batch, d], batch ≥ 2. */
  viewA: Array;
  /** Embeddings of the other view, [batch, d]. */
  viewB: Array;
  /** Which examples these are, distinct, in 0..n−1, int32 [batch]. */
  index: Array;
}

/** What may differ from step to step. */
export interface IsogclrStepOptions {
  /** Overrides the option of that name. */
  gamma?: number;
}

export interface Isogclr {
  /**
   * The state before training on n examples, in float32; in float64 with a tauMin below 0.012.
   * @throws InvalidArgumentError if `n` is no integer ≥ 1
   */
  init(n: number): IsogclrState;
  /**
   * The surrogate loss of a batch, and the state after its step. Consumes all arrays.
   * @returns `value`, a scalar whose gradient in the views is the step to take (itself it measures nothing: watch
   * {@link robustContrastiveLoss} or the mean of τ); `state`, through which no gradient flows
   * @throws InvalidArgumentError for other shapes or dtypes, float32 views with a tauMin below 0.012, or gamma outside
   * (0, 1]. Values are checked by {@link validateIsogclr} alone; of an index that comes twice the last place counts.
   */
  apply(
    batch: IsogclrBatch,
    state: IsogclrState,
    options?: IsogclrStepOptions,
  ): { value: Array; state: IsogclrState };
}

type Settings = Required<Omit<IsogclrOptions, "gradClip" | "chunkSize">> & {
  gradClip: number | undefined;
  chunkSize: number | undefined;
};

const defaultTauMin = 0.05;

/** Below this temperature exp(1 / τ) leaves float32. */
const float32TauMin = 0.012;

/** Least value that weights are divided by. */
const leastNormalizer = 1e-8;

/**
 * iSogCLR: contrastive learning against the whole data set in small batches, with a temperature for each example that
 * is learned on the way. It descends the robust global contrastive loss (see {@link robustContrastiveLoss}): a moving
 * average `u` of each example stands for its normalizer over all negatives, and a momentum step moves its temperature
 * to where the weights of the negatives are ρ away from uniform. Frequent meanings get high temperatures, rare ones
 * low. Without the temperature step it is SogCLR.
 *
 * The first visit of an example sets its `u`; later ones average. Rows of the views are scaled to length 1, with
 * gradient.
 *
 * Memory grows as (2 · batch)², the matrix of similarities, or with `chunkSize` c as c · 2 · batch + 2 · batch · d.
 * Writing a batch to the state takes about 4 · n · batch
 * multiplications.
 *
 * @throws InvalidArgumentError for rho < 0, eta < 0, gradClip ≤ 0, beta or gamma outside (0, 1], and unless
 * 0 < tauMin ≤ temperature ≤ tauMax
 *
 * Source: Qiu et al., "Not All Semantics are Created Equal: Contrastive Self-supervised Learning with Automatic
 * Temperature Individualization" (ICML 2023), iSogCLR for one modality, with the defaults of the authors' library.
 *
 * @example
 * const loss = isogclr({ rho: 0.3 });
 * let state = loss.init(50_000);
 * const valueOf = (params) => {
 *   const next = loss.apply({ viewA: encode(params.ref, a), viewB: encode(params, b), index }, state);
 *   return [next.value, next.state];
 * };
 * [[value, state], gradient] = valueAndGrad(valueOf, { hasAux: true })(params);
 */
export function isogclr(options: IsogclrOptions = {}): Isogclr {
  const settings = settingsOf(checkOptions(options));
  const { temperature, tauMin } = settings;
  return {
    init(n) {
      checkNumber("n", n, { min: 1, integer: true });
      const dtype = tauMin < float32TauMin ? np.float64 : np.float32;
      return {
        u: np.zeros([n], { dtype }),
        tau: np.full([n], temperature, { dtype }),
        v: np.zeros([n], { dtype }),
        seen: np.zeros([n], { dtype: np.bool }),
      };
    },
    apply(batch, state, stepOptions = {}) {
      checkStep(batch, state, tauMin);
      const { gamma = settings.gamma } = checkOptions(stepOptions);
      checkNumber("gamma", gamma, { above: 0, max: 1 });
      return step(batch, state, { ...settings, gamma });
    },
  };
}

function step(
  { viewA, viewB, index }: IsogclrBatch,
  state: IsogclrState,
  settings: Settings,
): { value: Array; state: IsogclrState } {
  const count = viewA.shape[0]!;
  const rows = stackViews(viewA, viewB);
  const { dtype } = rows;
  const entriesOf = (values: Array) => undifferentiated(values).astype(dtype).slice(index.ref);
  const [u, tau] = [entriesOf(state.u), entriesOf(state.tau)];
  const gamma = entriesOf(state.seen)
    .mul(settings.gamma - 1)
    .add(1);
  const perRow = (values: Array) => np.concatenate([values.ref, values]).reshape([-1, 1]);
  const remembered = { u: perRow(u), tau: perRow(tau.ref), gamma: perRow(gamma) };
  const { total, ofRows } = contrastAll(rows, remembered, settings);
  const meanOfSides = (values: Array) => values.reshape([2, count]).mean(0);
  const visit = { tau, u: meanOfSides(ofRows.u), slope: meanOfSides(ofRows.slope) };
  return {
    value: total.div(count),
    state: nextState(state, index, visit, settings),
  };
}

/** The surrogate loss summed over all rows [2n, d], and what the step makes of each. Consumes the arrays. */
function contrastAll(
  rows: Array,
  remembered: Remembered,
  { rho, chunkSize }: Settings,
): { total: Array; ofRows: { u: Array; slope: Array } } {
  const keyIndices = rowIndices(rows);
  const contrastRows = (similarities: Array, from: number, to: number) => {
    const part = (values: Array) => values.ref.slice([from, to]);
    const { u, tau, gamma } = remembered;
    const ofPart = { u: part(u), tau: part(tau), gamma: part(gamma) };
    return contrast(similarities, viewPairs(keyIndices, from, to), ofPart, rho);
  };
  const free = () => tree.dispose([keyIndices, remembered.u, remembered.tau, remembered.gamma]);
  if (chunkSize === undefined) {
    const similarities = np.inner(rows.ref, rows);
    const { weights, ...ofRows } = contrastRows(undifferentiated(similarities), 0, rows.shape[0]!);
    free();
    return { total: similarities.mul(weights).sum(), ofRows };
  }
  const evaluate = (similarities: Array, from: number, to: number) => {
    const { weights, u, slope } = contrastRows(similarities.ref, from, to);
    return { total: similarities.mul(weights.ref).sum(), gradient: weights, ofRows: [u, slope] };
  };
  const { total, ofRows } = pairTotalWithRowsInChunks(evaluate, rows.ref, rows, chunkSize);
  free();
  return { total, ofRows: { u: ofRows[0]!, slope: ofRows[1]! } };
}

/** What a step needs to know of some rows, float [rows, 1] each; gamma is 1 at a first visit. */
interface Remembered {
  u: Array;
  tau: Array;
  gamma: Array;
}

/** What a step makes of some rows. */
interface Contrast {
  /** Weight of each similarity in the surrogate loss: below 0 for the positive, above for negatives, [rows, 2n]. */
  weights: Array;
  /** New normalizers, [rows]. */
  u: Array;
  /** Gradients in the temperatures, [rows]. */
  slope: Array;
}

/** One side of the step for each row of similarities [rows, 2n]. Consumes the arrays. */
function contrast(
  similarities: Array,
  { positive, negative }: ViewPairs,
  { u: oldU, tau, gamma }: Remembered,
  rho: number,
): Contrast {
  const { dtype } = similarities;
  const share = 1 / (similarities.shape[1]! - 2);
  // Masked before the exponential, where the similarity of a row with itself could overflow.
  const exponents = np.where(negative.ref, similarities.mul(reciprocal(tau)), 0);
  const powers = np.where(negative, preciseExp(exponents.ref), 0).mul(share);
  const newest = powers.ref.sum(-1, { keepdims: true });
  const u = oldU.ref.add(gamma.mul(newest.sub(oldU)));
  const shares = powers.mul(reciprocal(np.maximum(u.ref, leastNormalizer)));
  const slope = wideLog(u.ref)
    .add(rho)
    .sub(shares.ref.mul(exponents).sum(-1, { keepdims: true }));
  return {
    weights: shares.sub(positive.astype(dtype)),
    u: u.reshape([-1]),
    slope: slope.reshape([-1]),
  };
}

/** A factor that float32 bears, as do the constants of programs, and how often it takes float64 into that range. */
const [fold, folds] = [1e35, 8];

/** Natural logarithm, elementwise, of x > 0 that may lie anywhere in the range of its dtype; consumes x. */
function wideLog(x: Array): Array {
  if (x.dtype !== DType.Float64) return log(x);
  let [inside, shifts] = [x, np.zerosLike(x.ref)];
  for (let i = 0; i < folds; i++) {
    const factor = np.where(inside.ref.greater(fold), 1 / fold, np.where(inside.ref.less(1 / fold), fold, 1));
    shifts = shifts.add(np.sign(factor.ref.sub(1)));
    inside = inside.mul(factor);
  }
  return preciseLog(inside).sub(shifts.mul(Math.log(fold)));
}

/** The state with what a visit says about the examples of a batch: their old τ, and the means over both sides. */
function nextState(
  state: IsogclrState,
  index: Array,
  { tau, u, slope }: { tau: Array; u: Array; slope: Array },
  { learnTemperature, gradClip, eta, beta, tauMin, tauMax }: Settings,
): IsogclrState {
  const { dtype } = tau;
  const visited = np.ones(index.shape, { dtype, device: index.device });
  const seen = replaceAt(state.seen.astype(dtype), index.ref, visited).greater(0);
  const nextU = replaceAt(state.u, index.ref, u);
  if (!learnTemperature) {
    tree.dispose([index, tau, slope]);
    return { u: nextU, tau: state.tau, v: state.v, seen };
  }
  const clipped = gradClip === undefined ? slope : np.clip(slope, -gradClip, gradClip);
  const old = undifferentiated(state.v).astype(dtype).slice(index.ref);
  const v = old.mul(1 - beta).add(clipped.mul(beta));
  const moved = np.clip(tau.sub(v.ref.mul(eta)), tauMin, tauMax);
  return {
    u: nextU,
    tau: replaceAt(state.tau, index.ref, moved),
    v: replaceAt(state.v, index, v),
    seen,
  };
}

function settingsOf(options: IsogclrOptions): Settings {
  const { temperature = 0.1, rho = 0.3, eta = 0.01, beta = 0.9, gamma = 0.9 } = options;
  const { tauMin = defaultTauMin, tauMax = 0.7, learnTemperature = true, gradClip, chunkSize } = options;

  checkNumber("tauMin", tauMin, { above: 0 });
  checkNumber("tauMax", tauMax, { min: tauMin });
  checkNumber("temperature", temperature, { min: tauMin, max: tauMax });
  checkNumber("rho", rho, { min: 0 });
  checkNumber("eta", eta, { min: 0 });
  checkNumber("beta", beta, { above: 0, max: 1 });
  checkNumber("gamma", gamma, { above: 0, max: 1 });
  checkFlag("learnTemperature", learnTemperature);
  if (gradClip !== undefined) checkNumber("gradClip", gradClip, { above: 0 });
  checkChunkSize(chunkSize);
  return { temperature, rho, eta, beta, gamma, tauMin, tauMax, learnTemperature, gradClip, chunkSize };
}

function checkStep(batch: IsogclrBatch, state: IsogclrState, tauMin: number): void {
  if (!isRecord(batch)) throw new InvalidArgumentError("batch", "viewA, viewB and index", batch);
  const { viewA, viewB, index } = batch;
  const count = checkViews(viewA, viewB);
  const isLow = tauMin < float32TauMin;
  if (isLow && (viewA.dtype !== DType.Float64 || viewB.dtype !== DType.Float64)) {
    throw new InvalidArgumentError("tauMin", `at least ${float32TauMin} for views in float32`, tauMin);
  }
  checkShape("index", index, [count]);
  checkInteger("index", index);
  if (!isRecord(state)) throw new InvalidArgumentError("state", "a state from init", state);
  const { n } = checkShape("state.u", state.u, ["n"]);
  for (const name of ["u", "tau", "v"] as const) {
    checkShape(`state.${name}`, state[name], [n]);
    checkFloat(`state.${name}`, state[name]);
  }
  if (isLow && state.u.dtype !== DType.Float64) {
    throw new InvalidArgumentError("state.u", "float64, as init makes it for so low a tauMin", state.u.dtype);
  }
  checkShape("state.seen", state.seen, [n]);
  checkBoolean("state.seen", state.seen);
}

const isRecord = (value: unknown) => typeof value === "object" && value !== null;

/**
 * Checks the values that the loss of {@link isogclr} takes: finite views without rows of zeros, indices in 0..n−1 and
 * none of them twice, a finite state with temperatures above 0. Borrows everything.
 * @throws InvalidArgumentError naming the first value that is not sound
 */
export async function validateIsogclr(
  batch: IsogclrBatch,
  state: IsogclrState,
  { tauMin = defaultTauMin }: Pick<IsogclrOptions, "tauMin"> = {},
): Promise<void> {
  checkStep(batch, state, tauMin);
  await validateViews(batch.viewA, batch.viewB);
  await validateIndices("index", batch.index, state.u.shape[0]!);
  await validateDistinct("index", batch.index);
  await validateFinite("state.u", state.u);
  await validatePositive("state.tau", state.tau);
  await validateFinite("state.v", state.v);
}
