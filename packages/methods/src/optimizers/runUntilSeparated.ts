import { type Array, jit, tree } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { checkExamples } from "./linearMargins.ts";

/** A rule that moves a linear separator: `logisticGd`, `batchPerceptron`, or one of your own. */
export interface SeparationRule<State extends { theta: Array }> {
  init(dim: number): State;
  /** Consumes everything; must be traceable. `loss` and `mistakes` are those before the update. */
  update(features: Array, labels: Array, state: State): State & { loss: Array; mistakes: Array };
}

export interface RunUntilSeparatedOptions {
  /** Updates after which to give up, at least 1. */
  maxSteps: number;
  /** Which states to record: every one (1, the default), every second, … */
  recordEvery?: number;
}

export interface SeparationRun {
  /** Updates made until every margin was positive; null if some was not after `maxSteps` of them. */
  steps: number | null;
  /** The last separator, [d], owned by the caller. */
  theta: Array;
  /** Mean logistic losses of the states 0, recordEvery, 2 recordEvery, … and of the last. */
  losses: number[];
  /** Mistakes of the same states. */
  mistakes: number[];
}

/**
 * Repeats a rule from its `init` until no example is on the wrong side of θ, looking before every update.
 *
 * The update is compiled once and runs as one program. The number of mistakes is read back after each, which costs
 * little on the Wasm device and much on a graphics card: put small data on the former.
 * Consumes features and labels. Their values are not looked at: `validateLogisticGd` does that.
 *
 * @param features float [n, d]; θ takes their dtype
 * @param labels −1 or 1, [n]
 * @throws InvalidArgumentError for features or labels of other shapes, a `maxSteps` or `recordEvery` that is no integer
 *   from 1 on, or what is no rule
 *
 * @example
 * const { steps, losses } = runUntilSeparated(logisticGd({ stepSize: 100 }), features, labels, { maxSteps: 10_000 });
 */
export function runUntilSeparated<State extends { theta: Array }>(
  rule: SeparationRule<State>,
  features: Array,
  labels: Array,
  options: RunUntilSeparatedOptions,
): SeparationRun {
  const { maxSteps, recordEvery = 1 } = checkOptions(options);
  checkNumber("maxSteps", maxSteps, { min: 1, integer: true });
  checkNumber("recordEvery", recordEvery, { min: 1, integer: true });
  checkRule(rule);
  const { d } = checkExamples(features, labels);

  let state = initialState(rule, d, features);
  const update = jit(updateOf(rule, Object.keys(state)));
  const run: Omit<SeparationRun, "theta"> = { steps: null, losses: [], mistakes: [] };
  try {
    for (let t = 0; ; t++) {
      const { next, loss, mistakes } = update(tree.ref(state), features.ref, labels.ref);
      const count = mistakes.dataSync()[0]!;
      const ends = count === 0 || t === maxSteps;
      if (ends || t % recordEvery === 0) {
        run.losses.push(loss.dataSync()[0]!);
        run.mistakes.push(count);
      } else loss.dispose();
      if (!ends) {
        tree.dispose(state);
        state = next as State;
        continue;
      }
      tree.dispose(next);
      if (count === 0) run.steps = t;
      return { ...run, theta: state.theta.ref };
    }
  } finally {
    tree.dispose([state, features, labels] as never);
    update.dispose();
  }
}

/** The rule's first state with θ in the dtype of the features, so that every update takes what the last one gave. */
function initialState<State extends { theta: Array }>(
  rule: SeparationRule<State>,
  dim: number,
  { dtype }: Array,
): State {
  const state = rule.init(dim);
  return { ...state, theta: state.theta.astype(dtype) };
}

/** The update as a function that separates what goes on from what is reported. */
function updateOf<State extends { theta: Array }>(rule: SeparationRule<State>, kept: string[]) {
  return (state: Record<string, Array>, features: Array, labels: Array) => {
    const { loss, mistakes, ...rest } = rule.update(features, labels, state as State) as Record<
      string,
      Array
    >;
    const next: Record<string, Array> = {};
    for (const [name, array] of Object.entries(rest)) {
      if (kept.includes(name)) next[name] = array;
      else array.dispose();
    }
    return { next, loss: loss!, mistakes: mistakes! };
  };
}

function checkRule(rule: unknown): void {
  const { init, update } = (rule ?? {}) as Record<string, unknown>;
  if (typeof init === "function" && typeof update === "function") return;
  throw new InvalidArgumentError("rule", "a rule with init and update", rule);
}
