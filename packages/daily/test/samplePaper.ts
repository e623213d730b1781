/** The made-up paper that formats are shown with, as reads give it. */
import type { PaperSummary } from "../src/catalogue/papers.ts";

export const samplePaper: PaperSummary = {
  id: 1,
  source: "arxiv",
  key: "2601.01230",
  version: 2,
  detail: "full",
  title: "A Margin That Moves: Adaptive Margins for Pairwise Losses",
  abstract:
    "We let the margin of a pairwise loss follow the batch statistics. On $k=3$ toy sets it halves the violation rate.",
  authors: [
    {
      key: "ada-example",
      name: "Ada Example",
      family: "Example",
      given: "Ada",
      suffix: null,
      affiliation: "Example Institute",
    },
    {
      key: "jose-prueba-jr",
      name: "José Prueba Jr",
      family: "Prueba",
      given: "José",
      suffix: "Jr",
      affiliation: null,
    },
  ],
  categories: ["cs.LG", "stat.ML"],
  topics: ["ranking"],
  comment: "9 pages, 3 figures",
  journalReference: null,
  doi: "10.5555/example.1",
  license: "http://creativecommons.org/licenses/by/4.0/",
  publishedAt: new Date("2026-01-03T09:12:44Z"),
  publishedPrecision: "time",
  revisedAt: new Date("2026-01-09T17:30:02Z"),
  listedOn: "2026-01-05",
  listedAt: new Date("2026-01-05T01:00:00Z"),
  listingSeen: true,
  withdrawn: null,
  links: [],
  lab: null,
  hot: null,
  changedAt: new Date("2026-01-10T04:00:00Z"),
};

/** It as a paper that runs here. */
export const samplePaperWithLab: PaperSummary = {
  ...samplePaper,
  lab: {
    slug: "adaptive-margin",
    kind: "loss",
    summary: "A margin that follows the batch.",
    venue: "ICML 2026",
    year: 2026,
    methods: ["losses/adaptiveMargin"],
    claims: { reproduced: 2, contradicted: 1, inconclusive: 0, "not tested": 1 },
  },
};
