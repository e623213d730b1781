import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplePaper, samplePaperWithLab } from "../../test/samplePaper.ts";
import { bibtex, escapeAroundTex, escapeText } from "./bibtex.ts";
import { citationsOf, type CitedPaper } from "./citation.ts";
import { citationFormats } from "./citationFormats.ts";
import { cslItems, cslJson } from "./cslJson.ts";
import { readName } from "./readName.ts";
import { ris } from "./ris.ts";

const named = (name: string) => ({ name, family: null, given: null, suffix: null });
const withName = (name: string): CitedPaper => ({ ...samplePaper, authors: [named(name)] });

describe("BibTeX", () => {
  test("a preprint", () => {
    expect(bibtex([samplePaper])).toBe(`@misc{example2026margin,
  title={{A Margin That Moves: Adaptive Margins for Pairwise Losses}},
  author={Example, Ada and Prueba, Jr, José},
  year={2026},
  month=jan,
  eprint={2601.01230},
  archivePrefix={arXiv},
  primaryClass={cs.LG},
  doi={10.5555/example.1},
  url={https://arxiv.org/abs/2601.01230},
  note={v2},
}
`);
  });

  test("an article, a conference paper, a paper of another source", () => {
    const article = bibtex([{ ...samplePaper, doi: null, journalReference: "J. Ex. 1 (2026) 1-9" }]);
    expect(article).toContain("@article{example2026margin,");
    expect(article).toContain("journal={J. Ex. 1 (2026) 1-9},");
    expect(article).toContain("doi={10.48550/arXiv.2601.01230},");
    expect(bibtex([samplePaperWithLab])).toMatch(/^@inproceedings\{[^]*booktitle=\{ICML 2026\}/);
    const other = bibtex([{ ...samplePaper, source: "openreview", key: "a", doi: null }]);
    expect(other).not.toMatch(/arXiv|eprint|url=|doi=/);
  });

  test.each([
    ["50% of A & B #1 in x_y", "50\\% of A \\& B \\#1 in x\\_y"],
    ["a^b~c", "a\\textasciicircum{}b\\textasciitilde{}c"],
    ["back\\slash", "back\\textbackslash{}slash"],
    ["{whole} $5", "\\{whole\\} \\$5"],
    ["one } left {", "one \\textbraceright{} left \\textbraceleft{}"],
    ["Überraschung für 王伟", "Überraschung für 王伟"],
  ])("escapes %j", (text, expected) => expect(escapeText(text)).toBe(expected));

  test.each([
    ["$\\mathcal{L}_{sup}$ & co_op", "$\\mathcal{L}_{sup}$ \\& co\\_op"],
    ["costs $5 and 10% more", "costs \\$5 and 10\\% more"],
    ["broken $x{$ maths", "broken \\$x\\textbraceleft{}\\$ maths"],
    ["$a$ and $b$", "$a$ and $b$"],
    ["costs $5 or $10", "costs \\$5 or \\$10"],
    ["\\(a_1\\) and $$b_2$$", "\\(a_1\\) and $$b_2$$"],
    ["\\emph{Deep} & \\textbf{wide $x_1$ & _}", "\\emph{Deep} \\& \\textbf{wide $x_1$ \\& \\_}"],
    ["\\textsc{a \\emph{b}}", "\\textsc{a \\emph{b}}"],
    [
      "G\\\"odel, Erd\\H{o}s, \\v{S}\\'{\\i}, Stra\\ss{}e, \\O",
      "G\\\"odel, Erd\\H{o}s, \\v{S}\\'{\\i}, Stra\\ss{}e, \\O",
    ],
    ["50\\% \\& \\$5 \\#1 x\\_y", "50\\% \\& \\$5 \\#1 x\\_y"],
    [
      "\\emph{open and \\input{x}",
      "\\textbackslash{}emph\\textbraceleft{}open and \\textbackslash{}input\\textbraceleft{}x\\textbraceright{}",
    ],
    ["\\unknown{x} \\write18{y}", "\\textbackslash{}unknown\\{x\\} \\textbackslash{}write18\\{y\\}"],
    ["\\emph{a\\}b}", "\\emph{a\\textbraceright{}b}"],
  ])("keeps what is TeX in %j", (title, expected) => expect(escapeAroundTex(title)).toBe(expected));

  test("another program reads back what was written, whatever the texts", () => {
    const text = fc
      .string({
        unit: fc.constantFrom(..."aB1é王 &%#_^~\\{}$<>\"'@=,-".split("")),
        minLength: 1,
        maxLength: 20,
      })
      .map((value) => `x${value}x`.replace(/\s+/g, " "));
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 3 }), (title, names) => {
        const papers = [
          {
            ...samplePaper,
            title,
            authors: names.map((name) => ({ ...named(name), family: name, given: "Ada" })),
          },
          samplePaper,
        ];
        const entries = readEntries(bibtex(papers));
        expect(entries).toHaveLength(2);
        expect(entries[0]!.eprint).toBe("2601.01230");
        expect(entries[0]!.author!.split(" and ")).toHaveLength(names.length);
        if (!/[$\\]/.test(title)) expect(unescape(entries[0]!.title!.slice(1, -1))).toBe(title);
      }),
    );
  });

  test("Citation.js reads it", () => {
    const [read] = new Cite(bibtex([samplePaper])).data;
    expect(read).toMatchObject({
      title: samplePaper.title,
      author: [
        { family: "Example", given: "Ada" },
        { family: "Prueba", given: "José", suffix: "Jr" },
      ],
      DOI: "10.5555/example.1",
      issued: { "date-parts": [[2026, 1]] },
    });
  });
});

/** Reads fields by counting braces, as BibTeX does. */
function readEntries(file: string): Record<string, string>[] {
  const entries: Record<string, string>[] = [];
  for (let place = file.indexOf("@"); place >= 0; place = file.indexOf("@", place)) {
    const fields: Record<string, string> = {};
    place = file.indexOf(",", place) + 1;
    for (let match; (match = /^\s*(\w+)=(\{|\w+,)/.exec(file.slice(place)));) {
      const start = place + match[0].length;
      if (match[2] !== "{") {
        place = start;
        continue;
      }
      let depth = 1;
      let end = start;
      for (; depth > 0; end++) depth += file[end] === "{" ? 1 : file[end] === "}" ? -1 : 0;
      fields[match[1]!] = file.slice(start, end - 1);
      place = end + 1;
    }
    expect(file.slice(place)).toMatch(/^\n\}/);
    entries.push(fields);
    place += 2;
  }
  return entries;
}

function unescape(text: string): string {
  return text
    .replace(/\\textbrace(left|right)\{\}/g, (_, side) => (side === "left" ? "{" : "}"))
    .replace(/\\textasciicircum\{\}/g, "^")
    .replace(/\\textasciitilde\{\}/g, "~")
    .replace(/\\textbackslash\{\}|\\([{}$&#_%])/g, (_, sign) => sign ?? "\\");
}

test("Citation.js reads the TeX of a title and of a journal", () => {
  const title = 'G\\"odel and \\emph{Deep} Nets at 50\\%';
  const text = bibtex([{ ...samplePaper, title, journalReference: "Astron. \\& Astrophys. 1" }]);
  expect(new Cite(text).data[0]).toMatchObject({
    title: expect.stringMatching(/Gödel and .*Deep.* Nets at 50%/),
    "container-title": "Astron. & Astrophys. 1",
  });
});

describe("keys", () => {
  const keys = (papers: CitedPaper[]) => citationsOf(papers).map((citation) => citation.key);

  test.each([
    ["José Prueba", "On the $k$-means of Things", "prueba2026k"],
    ["Łukasz Kowalski", "The Ærø Problem", "kowalski2026aero"],
    ["王伟", "学习", "anonymous2026"],
    ["Jan van der Berg", "What Does It Do?", "vanderberg2026"],
    ["The Example Collaboration", "GPT-4o for All", "theexamplecollaboration2026gpt"],
  ])("%s, %s", (name, title, key) => {
    expect(keys([{ ...withName(name), title }])).toEqual([key]);
  });

  test("are unique among the papers of a file", () => {
    const taken = { ...samplePaper, title: "Margina" };
    expect(keys([samplePaper, samplePaper, taken, samplePaper])).toEqual([
      "example2026marginb",
      "example2026marginc",
      "example2026margina",
      "example2026margind",
    ]);
    const many = keys(Array.from({ length: 60 }, () => samplePaper));
    expect(new Set(many).size).toBe(60);
    expect(keys([{ ...samplePaper, authors: [] }])).toEqual(["anonymous2026margin"]);
  });
});

test.each([
  ["Ada Example", { family: "Example", given: "Ada", suffix: null }],
  ["Ludwig van Beethoven", { family: "van Beethoven", given: "Ludwig", suffix: null }],
  ["Jan van der Berg", { family: "van der Berg", given: "Jan", suffix: null }],
  ["José Prueba, Jr.", { family: "Prueba", given: "José", suffix: "Jr." }],
  ["Example Collaboration", { literal: "Example Collaboration" }],
  ["Plato", { literal: "Plato" }],
])("reads the name %s", (name, parts) => expect(readName(named(name))).toEqual(parts));

describe("CSL-JSON", () => {
  test("a preprint", () => {
    expect(cslItems([samplePaper])).toEqual([
      {
        id: "example2026margin",
        type: "article",
        genre: "preprint",
        title: samplePaper.title,
        author: [
          { family: "Example", given: "Ada" },
          { family: "Prueba", given: "José", suffix: "Jr" },
        ],
        issued: { "date-parts": [[2026, 1, 3]] },
        number: "arXiv:2601.01230",
        publisher: "arXiv",
        archive_location: "cs.LG",
        DOI: "10.5555/example.1",
        URL: "https://arxiv.org/abs/2601.01230",
        abstract: samplePaper.abstract,
        version: "2",
      },
    ]);
  });

  test("dates that are known to the month, groups, articles, conferences", () => {
    const [item] = cslItems([{ ...withName("Example Team"), publishedPrecision: "month", abstract: "" }]);
    expect(item).toMatchObject({
      issued: { "date-parts": [[2026, 1]] },
      author: [{ literal: "Example Team" }],
    });
    expect(item).not.toHaveProperty("abstract");
    expect(cslItems([{ ...samplePaper, journalReference: "J. Ex. 1" }])[0]).toMatchObject({
      type: "article-journal",
      "container-title": "J. Ex. 1",
    });
    expect(cslItems([samplePaperWithLab])[0]).toMatchObject({
      type: "paper-conference",
      "container-title": "ICML 2026",
      issued: { "date-parts": [[2026]] },
    });
  });

  test("Citation.js reads it", () => {
    const read = new Cite(cslJson([samplePaper])).data[0];
    expect(read).toMatchObject({ title: samplePaper.title, DOI: "10.5555/example.1" });
  });
});

describe("RIS", () => {
  test("a preprint", () => {
    expect(ris([samplePaper]).split("\r\n")).toEqual([
      "TY  - UNPB",
      "ID  - 2601.01230",
      `TI  - ${samplePaper.title}`,
      "AU  - Example, Ada",
      "AU  - Prueba, José, Jr",
      "PY  - 2026",
      "DA  - 2026/01/03/",
      "AN  - arXiv:2601.01230",
      "KW  - cs.LG",
      "KW  - stat.ML",
      "DO  - 10.5555/example.1",
      "UR  - https://arxiv.org/abs/2601.01230",
      `AB  - ${samplePaper.abstract}`,
      "M1  - v2",
      "ER  - ",
      "",
    ]);
  });

  test("every record is closed and every value stays on its line", () => {
    const text = ris([
      { ...samplePaper, title: "Two\r\nER  - \nlines", publishedPrecision: "month" },
      samplePaperWithLab,
    ]);
    expect(text.split("\r\n").filter((line) => line === "ER  - ")).toHaveLength(2);
    expect(text).toContain("TI  - Two ER - lines\r\n");
    expect(text).toContain("DA  - 2026/01//\r\n");
    expect(text).toContain("TY  - CONF\r\n");
  });

  test("Citation.js reads it", () => {
    const [read] = new Cite(ris([{ ...samplePaper, journalReference: "J. Ex. 1" }])).data;
    expect(read).toMatchObject({
      title: samplePaper.title,
      author: [{ family: "Example", given: "Ada" }, {}],
    });
  });
});

test("every format writes an empty list and has a type of its own", () => {
  for (const format of Object.values(citationFormats)) expect(format.write([]).trim()).toMatch(/^(\[\])?$/);
  expect(new Set(Object.values(citationFormats).map(({ type }) => type)).size).toBe(3);
});
