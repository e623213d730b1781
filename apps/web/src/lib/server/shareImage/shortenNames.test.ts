import { expect, test } from "vitest";
import { shortenNames } from "./shortenNames.ts";

test.each([
  [["Ada Example"], 1, 5, "Ada Example"],
  [["Ada Example", "José Prueba"], 2, 24, "Ada Example, José Prueba"],
  [["Ada Example", "José Prueba"], 2, 23, "Ada Example and 1 more"],
  [["Ada Example", "José Prueba"], 3, 40, "Ada Example, José Prueba and 1 more"],
  [["Ada", "José", "Li", "Bo"], 4, 17, "Ada, José, Li, Bo"],
  [["Ada", "José", "Li", "Bo"], 4, 16, "Ada and 3 more"],
  [[], 1, 15, "1 author"],
  [[], 3, 15, "3 authors"],
  [[], 0, 15, ""],
])("%o of %d in %d letters", (names, total, letters, expected) => {
  expect(shortenNames({ names, total }, letters)).toBe(expected);
});
