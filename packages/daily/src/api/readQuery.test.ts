import { expect, test } from "vitest";
import { z } from "zod";
import { InvalidInputError } from "../errors.ts";
import { readExportQuery } from "./citations.ts";
import { queryText, readQuery } from "./readQuery.ts";

const shape = z.object({
  q: queryText(5).default(""),
  limit: z.coerce.number().int().min(1, "a whole number from 1").optional(),
});
const read = (text: string) => readQuery(shape, new URLSearchParams(text));

test("reads what is known", () => {
  expect(read("")).toEqual({ q: "" });
  expect(read("q=a+b&limit=3")).toEqual({ q: "a b", limit: 3 });
});

test.each([
  ["colour=red", 'parameter must be one of q, limit, not "colour"'],
  ["__proto__=1", "parameter must be one of q, limit"],
  ["q=a&q=b", "q must be given once"],
  ["limit=0", 'limit must be a whole number from 1, not "0"'],
  ["q=abcdef", "q must be at most 5 characters"],
  ["q=a%00", "q must be text without control characters"],
])("%s is refused: %s", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("the papers of an export may be named one by one", () => {
  const query = (text: string) => readExportQuery(new URLSearchParams(text));
  expect(query("ids=a&format=ris&ids=b,c")).toEqual({ ids: "a,b,c", format: "ris" });
  expect(query("ids=a")).toEqual({ ids: "a", format: "bibtex" });
  expect(() => query("ids=a&q=b&q=c")).toThrow(InvalidInputError);
});
