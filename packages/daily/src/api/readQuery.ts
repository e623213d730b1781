import { z } from "zod";
import { InvalidInputError } from "../errors.ts";

/** Text from an address: what a database cannot hold is refused. */
export const queryText = (longest: number) =>
  z
    .string()
    .max(longest, `at most ${longest} characters`)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "text without control characters");

/**
 * Reads the part of an address after the question mark.
 * @throws InvalidInputError for a parameter that is not known, given twice or out of range
 */
export function readQuery<Shape extends z.ZodObject>(
  shape: Shape,
  parameters: URLSearchParams,
): z.output<Shape> {
  const known = Object.keys(shape.shape);
  const given: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (!known.includes(name)) {
      const expected = known.length > 0 ? `one of ${known.join(", ")}` : "left out: there are none here";
      throw new InvalidInputError("parameter", expected, name);
    }
    if (Object.hasOwn(given, name)) throw new InvalidInputError(name, "given once", value);
    given[name] = value;
  }
  const result = shape.safeParse(given);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const name = String(path[0] ?? "query");
  throw new InvalidInputError(name, message, given[name] ?? "nothing");
}

/** What suggestions are asked with. */
export const suggestQuery = z.object({ q: queryText(400).default("") });

/** What feeds are asked with. */
export const feedQuery = z.object({ q: queryText(1000).optional(), cursor: queryText(500).optional() });
