import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkInteger, checkNotEmpty, checkShape } from "../internal/checks.ts";

/** Rankings read into plain memory: the item at position p of judge v is `order[v * items + p]`. */
export interface Rankings {
  judges: number;
  items: number;
  order: Int32Array;
}

/**
 * Reads rankings and borrows the array.
 * @throws InvalidArgumentError for another rank or dtype, or a row that is not a permutation of 0..m-1
 */
export function readRankings(rankings: Array): Rankings {
  const { n: judges, m: items } = checkShape("rankings", rankings, ["n", "m"]);
  checkInteger("rankings", rankings);
  checkNotEmpty("rankings", rankings);
  const values = rankings.ref.dataSync();
  const order = values instanceof Int32Array ? values : Int32Array.from(values);
  checkPermutations(order, items);
  return { judges, items, order };
}

function checkPermutations(order: Int32Array, items: number): void {
  const lastSeenInRow = new Int32Array(items).fill(-1);
  for (let at = 0; at < order.length; at++) {
    const item = order[at]!;
    const row = Math.floor(at / items);
    if (item >= 0 && item < items && lastSeenInRow[item] !== row) lastSeenInRow[item] = row;
    else {
      const received = `[${order.subarray(row * items, (row + 1) * items).join(", ")}] in row ${row}`;
      throw new InvalidArgumentError("rankings", `a permutation of 0..${items - 1} in each row`, received);
    }
  }
}

/**
 * Which of `count` items are in a list of item indices: 1 for those that are.
 * @throws InvalidArgumentError for an index that is not in 0..count-1 or comes twice
 */
export function membership(argument: string, indices: ArrayLike<number>, count: number): Uint8Array {
  if (typeof indices !== "object" || indices === null || !("length" in indices)) {
    throw new InvalidArgumentError(argument, "a list of item indices", indices);
  }
  const inside = new Uint8Array(count);
  for (const index of globalThis.Array.from(indices)) {
    if (!(Number.isInteger(index) && index >= 0 && index < count) || inside[index]) {
      throw new InvalidArgumentError(argument, `distinct item indices in 0..${count - 1}`, index);
    }
    inside[index] = 1;
  }
  return inside;
}
