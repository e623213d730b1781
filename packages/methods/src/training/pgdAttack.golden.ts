import { numpy as np } from "@jax-js/jax";
import type { GoldenAdapter } from "../../test/golden.ts";
import { compSumLoss } from "../losses/compSumLoss.ts";
import { pgdAttack, type PgdAttackOptions } from "./pgdAttack.ts";

export const adapters: Record<string, GoldenAdapter> = {
  /** The case describes a linear model under cross-entropy, attacked as its options say. */
  pgdAttack: ({ inputs, options }, dtype) => {
    const { logits: _model, ...attack } = options;
    const input = (name: string) => inputs[name]!.array(dtype);
    const [weights, bias, labels] = [input("weights"), input("bias"), input("labels")];
    const value = pgdAttack(
      (x) => compSumLoss(np.matmul(x, weights.ref).add(bias.ref), labels.ref, { reduction: "none" }),
      input("x"),
      { ...(attack as unknown as PgdAttackOptions), initialPerturbation: input("initialPerturbation") },
    );
    for (const array of [weights, bias, labels]) array.dispose();
    return { value };
  },
};
