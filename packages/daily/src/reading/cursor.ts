import { InvalidInputError } from "../errors.ts";

/** Where a page ended: the order it was in and the last row's place in it. */
export type CursorPlace = readonly (number | string)[];

/** A place as an opaque text for the next page's address. */
export function writeCursor(order: string, place: CursorPlace): string {
  return Buffer.from(JSON.stringify([order, ...place])).toString("base64url");
}

/**
 * Reads a cursor that `writeCursor` made for the same order.
 * @param size how many values its place has
 * @throws InvalidInputError
 */
export function readCursor(order: string, size: number, text: string): (number | string)[] {
  const wrong = () => new InvalidInputError("cursor", `the cursor of a page ordered by ${order}`, text);
  if (text.length > 400 || !/^[\w-]+$/.test(text)) throw wrong();
  const value = parse(Buffer.from(text, "base64url").toString("utf8"));
  if (!Array.isArray(value) || value.length !== size + 1 || value[0] !== order) throw wrong();
  const place = value.slice(1) as unknown[];
  if (!place.every((part) => Number.isFinite(part) || (typeof part === "string" && !part.includes("\0")))) {
    throw wrong();
  }
  return place as (number | string)[];
}

/** The same for places that are numbers. */
export function readNumberCursor(order: string, size: number, text: string): number[] {
  const place = readCursor(order, size, text);
  if (!place.every((part) => typeof part === "number" && Math.abs(part) < 1e15)) {
    throw new InvalidInputError("cursor", `the cursor of a page ordered by ${order}`, text);
  }
  return place as number[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Rows of one page. */
export const defaultLimit = 50;
export const largestLimit = 100;

/** @throws InvalidInputError */
export function checkLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    throw new InvalidInputError("limit", `a whole number from 1 to ${largestLimit}`, limit);
  }
  return limit;
}
