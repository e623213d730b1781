import { expect, test } from "vitest";
import { readSearchQuery, toggleWord, writeSearchQuery } from "./searchQuery.ts";

test.each(["", "?q=a+b", "?q=x&sort=newest&cursor=abc"])("%o comes back", (search) => {
  expect(writeSearchQuery(readSearchQuery(new URLSearchParams(search)))).toBe(search);
});

test("an order that there is none of is left out", () => {
  expect(readSearchQuery(new URLSearchParams("?q=x&sort=loudest")).sort).toBe("");
});

test("a word goes in and out", () => {
  expect(toggleWord("margin loss", "has:lab")).toBe("margin loss has:lab");
  expect(toggleWord("margin has:lab loss", "has:lab")).toBe("margin loss");
});
