import { type Array, tree } from "@jax-js/jax";
import { dispose, type Tree } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { compSumLoss } from "@offprint/methods/losses";
import { pgdAttack, type PgdAttackOptions, randomPerturbation } from "@offprint/methods/training";
import type { LabelledImages } from "./labelledDigits.ts";

/** What a network answers: params and images [n, pixels] to logits [n, classes]. Consumes both. */
export type Logits<Params extends Tree> = (params: Params, images: Array) => Array;

/** How hard an attack tries: radius, length of a step and their number (at least 1), as for `pgdAttack`. */
export type Strength = Pick<PgdAttackOptions, "epsilon" | "stepSize" | "steps">;

/** What an attack makes large: one value for each image, from logits [n, classes] and labels. Consumes both. */
export type Objective = (logits: Array, labels: Array) => Array;

/** The loss that networks are commonly trained with. */
export const crossEntropy: Objective = (logits, labels) => compSumLoss(logits, labels, { reduction: "none" });

export interface Attacker<Params extends Tree> {
  /** The images attacked for this network, which is borrowed; the caller disposes them. */
  attack: (params: Params) => Promise<Array>;
  dispose: () => void;
}

/** Most steps that one call of a program makes: few enough to compile quickly. */
const mostStepsPerCall = 5;

/**
 * Attacks on a network by the gradient (projected ascent in the largest entry, within [0, 1]), each time from the same
 * random start.
 * @param data borrowed
 * @param key draws the start; consumed
 * @param objective default the cross-entropy
 */
export function attacker<Params extends Tree>(
  compile: Compile,
  logits: Logits<Params>,
  data: LabelledImages,
  { epsilon, stepSize, steps }: Strength,
  key: Array,
  objective = crossEntropy,
): Attacker<Params> {
  const start = randomPerturbation(key, data.images.shape, { epsilon });
  const stepsPerCall = largestDivisor(steps, mostStepsPerCall);
  const program = compile((perturbation: Array, params: Tree, { images, labels }: LabelledImages) => {
    const ofInputs = (x: Array) => objective(logits(tree.ref(params as never) as Params, x), labels.ref);
    const strength = { epsilon, stepSize, steps: stepsPerCall, initialPerturbation: perturbation };
    const attacked = pgdAttack(ofInputs, images.ref, strength);
    tree.dispose([params, labels] as never);
    return attacked.sub(images);
  });
  const add = compile((perturbation: Array, images: Array) => images.add(perturbation));
  const attack = async (params: Params) => {
    let perturbation = await program(start, params, data);
    for (let done = stepsPerCall; done < steps; done += stepsPerCall) {
      perturbation = await program.step(perturbation, params, data);
    }
    return add.step(perturbation, data.images);
  };
  const disposeAll = () => {
    dispose(start);
    program.dispose();
    add.dispose();
  };
  return { attack, dispose: disposeAll };
}

function largestDivisor(of: number, limit: number): number {
  for (let divisor = limit; divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}
