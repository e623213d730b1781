import { expect } from "vitest";
import { DataError } from "../errors.ts";

/** Sum of all elements. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Checks that `call` throws, or rejects with, BAD_ARGUMENT about this argument. */
export async function expectBadArgument(argument: string, call: () => unknown): Promise<void> {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => "nothing was thrown",
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(DataError);
  expect(error).toMatchObject({ code: "BAD_ARGUMENT", detail: { argument } });
}
