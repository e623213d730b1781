import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A reference result of a generator, with its tolerances. */
export interface GoldenCase<Value> {
  name: string;
  function: string;
  inputs: { seed: number; count?: number };
  options: Record<string, unknown>;
  expected: { value: Value };
  rtol: number;
  atol: number;
}

const folder = process.env.OFFPRINT_GOLDEN_DIR ?? join(import.meta.dirname, "../../../methods/golden");

/** The cases of one paper's reference file that test the function of this name. */
export function goldenCases<Value>(paper: string, name: string): GoldenCase<Value>[] {
  const file: { cases: GoldenCase<Value>[] } = JSON.parse(
    readFileSync(join(folder, `${paper}.json`), "utf8"),
  );
  const cases = file.cases.filter((entry) => entry.function === name);
  if (cases.length === 0) throw new Error(`${paper}.json has no case for ${name}`);
  return cases;
}

/** Whether two numbers agree within the case's tolerances. */
export function agrees(
  received: number,
  expected: number,
  { rtol, atol }: { rtol: number; atol: number },
): boolean {
  return Math.abs(received - expected) <= atol + rtol * Math.abs(expected);
}
