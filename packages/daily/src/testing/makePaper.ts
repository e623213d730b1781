import type { PaperRecord } from "../catalogue/paperRecord.ts";

/** A made-up paper, with what a test wants to be different. */
export function makePaper(differences: Partial<PaperRecord> = {}): PaperRecord {
  return {
    source: "arxiv",
    key: "2601.01230",
    version: 1,
    detail: "full",
    title: "A Margin That Moves: Adaptive Margins for Pairwise Losses",
    abstract: "We let the margin of a pairwise loss follow the batch statistics.",
    authors: [{ name: "Ada Example", affiliation: "Example Institute" }, { name: "José Prueba" }],
    categories: ["cs.LG", "stat.ML"],
    comment: "9 pages, 3 figures",
    journalReference: null,
    reportNumber: null,
    doi: null,
    license: null,
    publishedAt: new Date("2026-01-03T09:12:44Z"),
    publishedPrecision: "time",
    revisedAt: new Date("2026-01-03T09:12:44Z"),
    versions: [{ version: 1, submittedAt: new Date("2026-01-03T09:12:44Z") }],
    links: [],
    withdrawn: null,
    ...differences,
  };
}
