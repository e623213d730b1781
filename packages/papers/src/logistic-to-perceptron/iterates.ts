import { type Array, numpy as np } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { type Examples, toArrays } from "./examples.ts";
import type { Rule, RuleState } from "./rules.ts";

/** A separator on its way, before the update that follows. */
export interface Iterate {
  /** Updates made so far. */
  step: number;
  theta: number[];
  loss: number;
  mistakes: number;
}

type Context = Pick<RunContext, "compile" | "signal">;

/** Updates in one call of a program: calling costs more than a few of these do. */
const updatesPerCall = 10;

/** All iterates of a rule from its start, some at a time, in float64; without end, separated or not. */
export async function* iterates(
  { compile, signal }: Context,
  rule: Rule,
  examples: Examples,
): AsyncGenerator<Iterate[], never, void> {
  const program = compile(someUpdates(rule));
  const { features, labels } = toArrays(examples);
  let state = startOf(rule, examples.dim);
  try {
    for (let first = 0; ; first += updatesPerCall) {
      signal.throwIfAborted();
      const { next, seen } = await program(state, features, labels);
      dispose(state);
      state = next;
      const { thetas, losses, mistakes } = await read(seen);
      dispose(seen);
      yield (thetas as number[][]).map((theta, i) => ({
        step: first + i,
        theta,
        loss: losses[i] as number,
        mistakes: mistakes[i] as number,
      }));
    }
  } finally {
    dispose([state, features, labels]);
    program.dispose();
  }
}

/**
 * The iterates up to the first one without mistakes.
 * @param patience updates after which to give up
 * @returns how many updates that took, or null
 */
export async function* untilSeparated(
  context: Context,
  rule: Rule,
  examples: Examples,
  patience: number,
): AsyncGenerator<Iterate[], number | null, void> {
  for await (const some of iterates(context, rule, examples)) {
    const allowed = some.filter(({ step }) => step <= patience);
    const end = allowed.findIndex(({ mistakes }) => mistakes === 0);
    if (end >= 0) {
      yield allowed.slice(0, end + 1);
      return allowed[end]!.step;
    }
    yield allowed;
    if (allowed.at(-1)!.step === patience) return null;
  }
  return null;
}

function startOf(rule: Rule, dim: number): RuleState {
  const state = rule.init(dim);
  return { ...state, theta: state.theta.astype(np.float64) };
}

function someUpdates(rule: Rule) {
  return (state: RuleState, features: Array, labels: Array) => {
    const kept = Object.keys(state);
    const [thetas, losses, mistakes]: Array[][] = [[], [], []];
    let at = state;
    for (let i = 0; i < updatesPerCall; i++) {
      thetas!.push(at.theta.ref);
      const { loss, mistakes: count, ...rest } = rule.update(features.ref, labels.ref, at);
      losses!.push(loss!);
      mistakes!.push(count!);
      for (const name of Object.keys(rest)) if (!kept.includes(name)) rest[name]!.dispose();
      at = Object.fromEntries(kept.map((name) => [name, rest[name]!])) as RuleState;
    }
    features.dispose();
    labels.dispose();
    const seen = { thetas: np.stack(thetas!), losses: np.stack(losses!), mistakes: np.stack(mistakes!) };
    return { next: at, seen };
  };
}
