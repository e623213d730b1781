import type { z } from "zod";
import { InvalidInputError } from "../errors.ts";

/** One page of a list, and where the next one begins. */
export interface Page<Item> {
  items: Item[];
  /** Opaque; null on the last page. */
  next: string | null;
}

/** Writes the last row's sort values as a text for addresses. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/**
 * Reads a cursor that was handed out before.
 * @throws InvalidInputError
 */
export function decodeCursor<Shape extends z.ZodType>(shape: Shape, cursor: string): z.output<Shape> {
  const wrong = () => new InvalidInputError("cursor", "one that a page before gave", cursor);
  if (cursor.length > 500) throw wrong();
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw wrong();
  }
}

export const largestPage = 100;

/**
 * Checks the size of a page.
 * @throws InvalidInputError
 */
export function readLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= largestPage) return limit;
  throw new InvalidInputError("limit", `a whole number from 1 to ${largestPage}`, limit);
}
