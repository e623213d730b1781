import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkOptions } from "../internal/checks.ts";
import { checkEmbeddings, rankme, validateRankme } from "./rankme.ts";
import { checkEpsilon } from "./rankmeFromSingularValues.ts";

export interface SelectByRankmeOptions {
  /** As in {@link rankme}. Default 1e-7. */
  epsilon?: number;
}

/**
 * Chooses the training setting whose embeddings have the largest RankMe: model selection without labels. The
 * candidates should be runs of one method and architecture on the same examples.
 *
 * Consumes its inputs. Waits for the device, since it returns plain numbers.
 *
 * @param embeddings one matrix per candidate, floats `[n, k]`, at least one
 * @returns position of the winner (the first of equals) and the RankMe of each candidate
 * @throws InvalidArgumentError for an empty list, a candidate that is no non-empty matrix of floats, and
 * `epsilon` < 0. Values are checked by {@link validateSelectByRankme} alone.
 *
 * Source: Garrido et al., "RankMe" (ICML 2023), section 4.
 */
export function selectByRankme(
  embeddings: Array[],
  options: SelectByRankmeOptions = {},
): { index: number; scores: number[] } {
  const { epsilon = 1e-7 } = checkOptions(options);
  checkCandidates(embeddings);
  checkEpsilon(epsilon);
  const scores = embeddings.map((candidate) => rankme(candidate, { epsilon }).item());
  const index = scores.reduce((best, score, at) => (score > scores[best]! ? at : best), 0);
  return { index, scores };
}

function checkCandidates(embeddings: Array[]): void {
  if (!globalThis.Array.isArray(embeddings) || embeddings.length === 0) {
    throw new InvalidArgumentError("embeddings", "a list of at least one matrix", embeddings);
  }
  for (const [at, candidate] of embeddings.entries()) checkEmbeddings(`embeddings[${at}]`, candidate);
}

/**
 * Checks the values that {@link selectByRankme} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `selectByRankme` refuses, and for embeddings that are not finite or
 * all 0
 */
export async function validateSelectByRankme(
  embeddings: Array[],
  options: SelectByRankmeOptions = {},
): Promise<void> {
  const { epsilon = 1e-7 } = checkOptions(options);
  checkCandidates(embeddings);
  for (const candidate of embeddings) await validateRankme(candidate, { epsilon });
}
