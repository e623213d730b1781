import type { Results } from "@offprint/lab";
import { type Card, parseCard } from "@offprint/papers";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { descent } from "../../../packages/lab/test/fixture/experiment.ts";
import type { Collection } from "../src/context.ts";

const fixture = new URL("../../../packages/lab/test/fixture/", import.meta.url);

const card = `---
title: Descent with a Memory
authors: [Ada Example, Blaise Example]
year: 2020
venue: Journal of Small Examples
arxiv: "2001.00001"
code: null
kind: optimizer
topics: [optimization]
summary: A step that remembers the last one ends lower.
methods: [optimizers/trace]
---

## Idea
A ball that **rolls** keeps its speed: $\\beta \\le 1$ says how much of it.

## Method
$$v \\leftarrow \\beta v - \\frac{\\eta}{2} \\nabla f(x)$$

- \`rate\` is the step size
- the speed starts at zero

## What to try
Raise the rate.
`;

/** A collection of one small paper whose results are written into a directory of the test's own. */
export function fixtureCollection(directory: string): Collection {
  const resultsFile = () => pathToFileURL(join(directory, "results.json"));
  return {
    paperSlugs: () => ["descent"],
    loadCard: async (): Promise<Card> => parseCard("descent", card),
    loadExperiment: async () => descent,
    loadResults: async () =>
      existsSync(resultsFile()) ? (JSON.parse(await readFile(resultsFile(), "utf8")) as Results) : undefined,
    resultsFile,
    sourceFolders: () => [fixture],
    workerEntry: new URL("worker.ts", fixture),
  };
}
