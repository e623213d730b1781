import type { Owa, PositionRule } from "@offprint/methods/selection";

/** Seats of the panel. */
export const seats = 8;

/** A multiwinner voting rule of this experiment. */
export interface Rule {
  rule: PositionRule;
  owa: Owa;
  /** The most that one ranking can give an item, out of m. */
  largestScore: (items: number) => number;
  /** What a random panel gets from one ranking, on average. */
  randomPanelScore: (items: number) => number;
}

const sumOfAverages = (total: (items: number) => number) => (items: number) => (seats * total(items)) / items;

/** By the name of their arm. */
export const rules = {
  borda: {
    rule: "borda",
    owa: "sum",
    largestScore: (items) => items - 1,
    randomPanelScore: sumOfAverages((items) => (items * (items - 1)) / 2),
  },
  bloc: { rule: "bloc", owa: "sum", largestScore: () => 1, randomPanelScore: sumOfAverages(() => seats) },
  sntv: { rule: "sntv", owa: "sum", largestScore: () => 1, randomPanelScore: sumOfAverages(() => 1) },
  bordaCc: {
    rule: "borda",
    owa: "cc",
    largestScore: (items) => items - 1,
    // The best of k random positions out of 0..m-1 is (m − k)/(k + 1) on average.
    randomPanelScore: (items) => items - 1 - (items - seats) / (seats + 1),
  },
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
