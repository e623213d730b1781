import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestQuery, parseSearch } from "./parseSearch.ts";

const termsOf = (text: string) =>
  parseSearch(text).groups.map((group) =>
    group.map((term) => (term.isPhrase ? `"${term.text}"` : term.text)).join("|"),
  );

describe("words", () => {
  test.each([
    ["margin loss", ["margin", "loss"]],
    ['"margin loss" calibration', ['"margin loss"', "calibration"]],
    ["“margin loss”", ['"margin loss"']],
    ['"unclosed phrase', ['"unclosed phrase"']],
    ["margin or hinge loss", ["margin|hinge", "loss"]],
    ["or margin OR", ["margin"]],
    ["GPT-4o on CIFAR-10", ["GPT-4o", "on", "CIFAR-10"]],
    ["arXiv:2601.01230v2", ["2601.01230"]],
    ["https://arxiv.org/pdf/2601.01230v3.pdf", ["2601.01230"]],
    ["http://example.org/x", ["http://example.org/x"]],
    ["a:*&!", ["a:*&!"]],
    ["((", []],
    ["-", []],
    ["or or", []],
    ["", []],
    ["  \t\n", []],
    ["margin\0loss", ["margin", "loss"]],
  ])("%j", (text, expected) => expect(termsOf(text)).toEqual(expected));

  test("exclusions, also of phrases", () => {
    const parsed = parseSearch('margin -hinge -"zero one" anti-aliasing');
    expect(parsed.excluded.map((term) => term.text)).toEqual(["hinge", "zero one"]);
    expect(termsOf('margin -hinge -"zero one" anti-aliasing')).toEqual(["margin", "anti-aliasing"]);
  });

  test("places in the text", () => {
    const text = '  margin -"zero one" or “big loss”';
    for (const term of [...parseSearch(text).groups.flat(), ...parseSearch(text).excluded]) {
      expect(text.slice(term.start, term.end)).toContain(term.text);
    }
  });
});

describe("fields", () => {
  test("are read whatever their case", () => {
    const { filter, groups, problems } = parseSearch(
      'Author:"Ada Example" author:prueba CATEGORY:CS.lg cat:math.* category:physics.AO-PH has:Lab has:code verdict:Reproduced topic:"low rank" margin',
    );
    expect(filter.include).toEqual({
      authors: ["Ada Example", "prueba"],
      categories: ["cs.LG", "math", "physics.ao-ph"],
      topics: ["low rank"],
      has: ["lab", "code"],
      verdicts: ["reproduced"],
    });
    expect(groups).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  test("can be excluded", () => {
    const { exclude } = parseSearch(
      '-author:example -category:cs.CV -has:lab -verdict:untested -verdict:"not tested"',
    ).filter;
    expect(exclude).toMatchObject({
      authors: ["example"],
      categories: ["cs.CV"],
      has: ["lab"],
      verdicts: ["not tested", "not tested"],
    });
  });

  test.each([
    ["date:2026-01-05", "2026-01-05", "2026-01-05"],
    ["date:2026-02", "2026-02-01", "2026-02-28"],
    ["date:2026-w01", "2025-12-29", "2026-01-04"],
    ["year:2025", "2025-01-01", "2025-12-31"],
    ["date:2025..2026-03", "2025-01-01", "2026-03-31"],
    ["date:..2025", null, "2025-12-31"],
    ["date:2025..", "2025-01-01", null],
    ["after:2026-01", "2026-01-01", null],
    ["before:2026", null, "2025-12-31"],
    ["since:2025 until:2026 after:2025-06", "2025-06-01", "2025-12-31"],
  ])("%s", (text, from, to) => {
    const { filter, problems } = parseSearch(text);
    expect([filter.from, filter.to]).toEqual([from, to]);
    expect(problems).toEqual([]);
  });

  test.each([
    ["verdict:maybe", "verdict", "one of reproduced, contradicted, inconclusive, untested"],
    ["has:unicorn", "has", "one of lab, claims, code, project, data, model, demo"],
    ["date:2026-13", "date", "2026, 2026-01, 2026-W02, 2026-01-05 or a range such as 2025..2026-03"],
    ["date:..", "date", "2026, 2026-01, 2026-W02, 2026-01-05 or a range such as 2025..2026-03"],
    ["date:2025..2026..2027", "date", "2026, 2026-01, 2026-W02, 2026-01-05 or a range such as 2025..2026-03"],
    ["-date:2026", "date", "a date without a minus sign before it"],
    ["category:..", "category", "a category such as cs.LG, or an archive such as cs"],
    ['author:"?"', "author", 'a name, e.g. author:"Ada Example"'],
  ])("%s is named as a problem", (text, field, expected) => {
    const parsed = parseSearch(`margin ${text}`);
    expect(parsed.problems).toEqual([expect.objectContaining({ field, expected })]);
    expect(parsed.groups).toHaveLength(1);
  });

  test("an unknown field is a word", () => expect(termsOf("foo:bar")).toEqual(["foo:bar"]));
});

test("a query that is too long is cut, and says so", () => {
  const { problems, groups } = parseSearch(`${"word ".repeat(200)}`);
  expect(problems.map(({ expected }) => expected)).toEqual([
    `at most ${longestQuery} characters`,
    "at most 32 words",
  ]);
  expect(groups).toHaveLength(32);
});

test("any text is read, and every term has something to look for", () => {
  const pieces = fc.constantFrom(
    ..."author: category: date: year: after: before: has: verdict: topic: - -- \" or OR .. 2026 2026-01 cs.LG lab * & | ! ( ) <-> : \\ ' ; \0 \ud800 “ ” 2601.01230 margin José".split(
      " ",
    ),
    " ",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces, { maxLength: 60 }).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(text, (query) => {
      const parsed = parseSearch(query);
      for (const term of [...parsed.groups.flat(), ...parsed.excluded]) {
        expect(term.text).toMatch(/[\p{L}\p{N}]/u);
        expect(term.text.isWellFormed()).toBe(true);
        expect(term.text).not.toContain("\0");
        expect(0 <= term.start && term.start < term.end && term.end <= query.length).toBe(true);
      }
      expect(parsed.groups.every((group) => group.length > 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
