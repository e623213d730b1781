import { type Array, nn, numpy as np, tree } from "@jax-js/jax";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { compSumLoss, smoothAdversarialCompSumLoss } from "@offprint/methods/losses";
import {
  pgdAttack,
  type PgdAttackOptions,
  randomPerturbation,
  tradesAttack,
} from "@offprint/methods/training";
import type { LabelledImages } from "../shared/labelledDigits.ts";

/** How an arm trains: its loss, and the attack that comes before it. Both consume what they are given. */
export interface Recipe {
  /** Attacked copies of a batch for the network as it is. */
  attack?: (params: MlpParams, batch: LabelledImages, key: Array) => Array;
  /** Scalar; `attacked` is there where `attack` is. */
  loss: (params: MlpParams, batch: LabelledImages, attacked?: Array) => Array;
}

/** The comp-sum loss, without attack. */
export function compSumRecipe(tau: number): Recipe {
  return {
    loss: (params, { images, labels }) => compSumLoss(mlp.apply(params, images), labels, { tau }),
  };
}

/** The smooth adversarial comp-sum loss; its attack makes the norm large. */
export function smoothAdversarialRecipe(options: {
  tau: number;
  rho: number;
  nu: number;
  epsilon: number;
}): Recipe {
  const { epsilon, ...loss } = options;
  return {
    // Beside the norm stands the loss of the clean images, which the attack cannot change.
    attack: attackOn(epsilon, (logits, attacked, labels) =>
      smoothAdversarialCompSumLoss(logits, attacked, labels, { reduction: "none" }),
    ),
    loss: (params, { images, labels }, attacked) => {
      const logits = mlp.apply(tree.ref(params), images);
      return smoothAdversarialCompSumLoss(logits, mlp.apply(params, attacked!), labels, loss);
    },
  };
}

/**
 * TRADES (Zhang et al., ICML 2019): cross-entropy of the clean images plus the divergence from their predictions
 * to those of the attacked images, which the attack makes large.
 */
export function tradesRecipe({ weight, epsilon }: { weight: number; epsilon: number }): Recipe {
  return {
    attack: (params, { images, labels }, key) => {
      labels.dispose();
      const attack = strength(epsilon, images, key);
      const attacked = tradesAttack((x) => mlp.apply(tree.ref(params), x), images, attack);
      tree.dispose(params);
      return attacked;
    },
    loss: (params, { images, labels }, attacked) => {
      const logits = mlp.apply(tree.ref(params), images);
      const moved = divergence(logits.ref, mlp.apply(params, attacked!)).mean();
      return compSumLoss(logits, labels).add(moved.mul(weight));
    },
  };
}

/** KL(p ‖ q) of each row, for the softmax p of the first and q of the second logits. */
function divergence(logits: Array, attacked: Array): Array {
  const logP = nn.logSoftmax(logits);
  const logQ = nn.logSoftmax(attacked);
  return np.exp(logP.ref).mul(logP.sub(logQ)).sum(1);
}

/** An attack of five steps on a value of each image's clean and attacked logits. */
function attackOn(
  epsilon: number,
  objective: (logits: Array, attacked: Array, labels: Array) => Array,
): NonNullable<Recipe["attack"]> {
  return (params, { images, labels }, key) => {
    const logits = mlp.apply(tree.ref(params), images.ref);
    const attack = strength(epsilon, images, key);
    const objectiveAt = (x: Array) => objective(logits.ref, mlp.apply(tree.ref(params), x), labels.ref);
    const attacked = pgdAttack(objectiveAt, images, attack);
    tree.dispose([params, logits, labels]);
    return attacked;
  };
}

/** Five steps of a quarter of the radius, from a random start; consumes the key. */
function strength(epsilon: number, images: Array, key: Array): PgdAttackOptions {
  const initialPerturbation = randomPerturbation(key, images.shape, { epsilon });
  return { epsilon, stepSize: epsilon / 4, steps: 5, initialPerturbation };
}
