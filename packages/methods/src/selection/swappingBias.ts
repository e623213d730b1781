import { type Array, DType, numpy as np, random } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkKey, checkNumber, checkOptions, checkShape } from "../internal/checks.ts";
import { membership, type Rankings, readRankings } from "./rankings.ts";

export interface SwappingBiasOptions {
  /** How much less likely a swap gets with each place of distance, in (0, 1]. Default 0.5. */
  phi?: number;
  /** Share of the pairs "disadvantaged ahead of favoured" that are swapped, in [0, 1]. */
  fraction: number;
}

/**
 * Pushes one group down by swaps. A ranking with M pairs of a disadvantaged item ahead of a favoured one gets
 * ⌊fraction · M⌋ of them; each exchanges such a pair of positions (a, b), drawn with probability proportional to
 * phi^(b − a) among those there are at that moment. It stops early where none is left.
 *
 * @param rankings int32 [n, m], `rankings[v][p]` the item at position p of judge v (0 is best); consumed. They are
 * read back, so keep this out of compiled programs.
 * @param disadvantaged indices of the items that are pushed down
 * @param draws an engine key, or numbers of [0, 1) with row v for the swaps of ranking v, [n, at least that many];
 * a draw u takes the first pair, by a and then b, whose cumulative probability exceeds u; consumed
 * @returns int32 [n, m]
 * @throws InvalidArgumentError for a row that is not a permutation of 0..m-1, indices outside 0..m-1, phi or fraction
 * out of range, or too few draws
 *
 * Source: Boehmer et al., ICML 2023 (arXiv 2306.09835), swapping-based bias. Their notebook keeps the probabilities of
 * the first swap; here they follow the swaps, so that no pair is swapped back.
 */
export function swappingBias(
  rankings: Array,
  disadvantaged: ArrayLike<number>,
  draws: Array,
  options: SwappingBiasOptions,
): Array {
  const { phi = 0.5, fraction } = checkOptions(options);
  const read = readRankings(rankings);
  const pushedDown = membership("disadvantaged", disadvantaged, read.items);
  checkNumber("phi", phi, { above: 0, max: 1 });
  checkNumber("fraction", fraction, { min: 0, max: 1 });
  const swaps = countSwaps(read, pushedDown, fraction);
  const { values, perRanking } =
    draws?.dtype === DType.Uint32
      ? drawFromKey(draws, read, pushedDown, fraction)
      : readDraws(
          draws,
          read,
          swaps.reduce((most, count) => Math.max(most, count)),
        );
  rankings.dispose();
  draws.dispose();

  const order = read.order.slice();
  const swapPair = pairSwapper(pushedDown, phi);
  for (let judge = 0; judge < read.judges; judge++) {
    const ranking = order.subarray(judge * read.items, (judge + 1) * read.items);
    for (let swap = 0; swap < swaps[judge]!; swap++) {
      swapPair(ranking, values[judge * perRanking + swap]!);
    }
  }
  return np.array(order, { shape: [read.judges, read.items] });
}

/** How many swaps each ranking gets, [judges]. */
function countSwaps(
  { order, items, judges }: Rankings,
  pushedDown: Uint8Array,
  fraction: number,
): Int32Array {
  return new Int32Array(judges).map((_, judge) => {
    let [ahead, pairs] = [0, 0];
    for (let p = 0; p < items; p++) {
      if (pushedDown[order[judge * items + p]!]) ahead++;
      else pairs += ahead;
    }
    return Math.floor(fraction * pairs + 1e-9);
  });
}

interface Draws {
  values: ArrayLike<number>;
  perRanking: number;
}

/** Borrows. */
function readDraws(draws: Array, { judges }: Rankings, needed: number): Draws {
  const { count: perRanking } = checkShape("draws", draws, [judges, "count"]);
  checkFloat("draws", draws);
  if (perRanking < needed) {
    throw new InvalidArgumentError("draws", `at least ${needed} draws per ranking`, `${perRanking} draws`);
  }
  const values = globalThis.Array.from(draws.ref.dataSync());
  const at = values.findIndex((value) => !(value >= 0 && value < 1));
  if (at >= 0)
    throw new InvalidArgumentError("draws", "numbers in [0, 1)", `${values[at]} at flat index ${at}`);
  return { values, perRanking };
}

/** As many for each ranking as its groups could need, whatever the rankings are: the shape stays static. Borrows. */
function drawFromKey(
  key: Array,
  { judges, items }: Rankings,
  pushedDown: Uint8Array,
  fraction: number,
): Draws {
  checkKey("draws", key);
  const size = pushedDown.reduce((sum, member) => sum + member, 0);
  const perRanking = Math.max(1, Math.ceil(fraction * size * (items - size)));
  return { values: random.uniform(key.ref, [judges, perRanking]).dataSync(), perRanking };
}

/**
 * Makes the function that exchanges, in place, the pair of a ranking that a draw hits; it does nothing where no
 * disadvantaged item is ahead of a favoured one. It runs millions of times, so it shares its working memory.
 */
function pairSwapper(pushedDown: Uint8Array, phi: number): (ranking: Int32Array, draw: number) => void {
  const items = pushedDown.length;
  const powers = Float64Array.from({ length: items }, (_, distance) => phi ** distance);
  const weights = new Float64Array(items);

  /** Σ phi^(b − a) over the favoured items at b behind a disadvantaged one at a, 0 at other a; returns their sum. */
  function weigh(ranking: Int32Array): number {
    let [favouredBehind, total] = [0, 0];
    for (let p = items - 1; p >= 0; p--) {
      const weight = pushedDown[ranking[p]!] ? favouredBehind : 0;
      weights[p] = weight;
      total += weight;
      favouredBehind = phi * (pushedDown[ranking[p]!] ? favouredBehind : favouredBehind + 1);
    }
    return total;
  }

  return (ranking, draw) => {
    let left = draw * weigh(ranking);
    let a = -1;
    for (let p = 0; p < items; p++) {
      if (weights[p] === 0) continue;
      a = p;
      if (weights[p]! > left) break;
      left -= weights[p]!;
    }
    if (a < 0) return;
    let b = a;
    for (let p = a + 1; p < items; p++) {
      if (pushedDown[ranking[p]!]) continue;
      b = p;
      if (powers[p - a]! > left) break;
      left -= powers[p - a]!;
    }
    const moved = ranking[a]!;
    ranking[a] = ranking[b]!;
    ranking[b] = moved;
  };
}
