import { expect, test } from "vitest";
import { readListQuery, writeListQuery } from "./listQuery.ts";

test.each(["", "?has=claims", "?cursor=abc", "?has=claims&cursor=abc"])("%o comes back", (search) => {
  expect(writeListQuery(readListQuery(new URLSearchParams(search)))).toBe(search);
});

test("what it does not know is left out", () => {
  expect(writeListQuery(readListQuery(new URLSearchParams("?has=money&x=1")))).toBe("");
});
