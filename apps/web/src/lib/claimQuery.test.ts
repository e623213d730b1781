import { describe, expect, test } from "vitest";
import { findClaims, readClaimQuery, writeClaimQuery } from "./claimQuery.ts";
import type { ListedClaim } from "./paper.ts";

const claim = (id: string, change: Partial<ListedClaim>): ListedClaim => ({
  id,
  headline: false,
  statement: "",
  figure: "",
  where: "",
  protocol: { id, version: 1, seeds: 5, summary: "", treatments: [] },
  verdict: "untested",
  result: null,
  history: [],
  paper: { slug: "p", title: "Paper", month: "2020-01", kind: "loss", topics: ["ranking"] },
  text: "It is better",
  ...change,
});

const claims = [
  claim("better", { verdict: "reproduced" }),
  claim("faster", { verdict: "contradicted", text: "It is faster" }),
  claim("other", { paper: { slug: "q", title: "Other", month: "2021-01", kind: "metric", topics: [] } }),
];
const idsFor = (search: string) =>
  findClaims(claims, readClaimQuery(new URLSearchParams(search))).map(({ id }) => id);

describe("findClaims", () => {
  test.each([
    ["", ["better", "faster", "other"]],
    ["?verdict=contradicted", ["faster"]],
    ["?verdict=untested", ["other"]],
    ["?kind=metric", ["other"]],
    ["?topic=ranking", ["better", "faster"]],
    ["?q=IS+faster", ["faster"]],
    ["?verdict=guilty", ["better", "faster", "other"]],
  ])("%s", (search, ids) => expect(idsFor(search)).toEqual(ids));

  test("the query comes back from the address", () => {
    const search = "?q=x&verdict=reproduced&kind=loss&topic=ranking";
    expect(writeClaimQuery(readClaimQuery(new URLSearchParams(search)))).toBe(search);
  });
});
