import fc from "fast-check";
import { expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { checkLimit, readCursor, readNumberCursor, writeCursor } from "./cursor.ts";

test("a place comes back exactly", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 })),
      (place) => {
        const values = place.map((value) => (Object.is(value, -0) ? 0 : value));
        expect(readNumberCursor("hot", values.length, writeCursor("hot", values))).toEqual(values);
      },
    ),
  );
  expect(readCursor("title", 2, writeCursor("title", ["A, b", 3]))).toEqual(["A, b", 3]);
});

test("anything else is refused with a reason", () => {
  const refuse = (text: string): void => {
    expect(() => readNumberCursor("hot", 2, text)).toThrow(InvalidInputError);
  };
  fc.assert(fc.property(fc.string(), refuse));
  fc.assert(fc.property(fc.json(), (text) => refuse(Buffer.from(text).toString("base64url"))));
  refuse(writeCursor("newest", [1, 2]));
  refuse(writeCursor("hot", [1]));
  refuse(writeCursor("hot", [1, "2"]));
  refuse(writeCursor("hot", [1, 1e300]));
  refuse("x".repeat(500));
});

test.each([0, 101, 1.5, NaN])("a limit of %d is refused", (limit) => {
  expect(() => checkLimit(limit)).toThrow("limit must be a whole number from 1 to 100");
});
