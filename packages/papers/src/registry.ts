/**
 * The papers as Node finds them: every folder beside this file that holds a `card.md`. (A bundler finds the
 * same files by a glob; nothing is listed by hand.)
 */
import type { Experiment, Results } from "@offprint/lab";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Card, parseCard } from "./card.ts";

const folder = (slug: string, file: string) => new URL(`./${slug}/${file}`, import.meta.url);

/** Slugs of all papers, in alphabetical order. */
export function paperSlugs(): string[] {
  return readdirSync(new URL(".", import.meta.url))
    .filter((name) => existsSync(folder(name, "card.md")))
    .sort();
}

export async function loadCard(slug: string): Promise<Card> {
  return parseCard(slug, await readFile(folder(slug, "card.md"), "utf8"));
}

export async function loadExperiment(slug: string): Promise<Experiment> {
  const module = (await import(folder(slug, "experiment.ts").href)) as { default: Experiment };
  return module.default;
}

/** The last verification, or undefined for a paper that was never verified. */
export async function loadResults(slug: string): Promise<Results | undefined> {
  const file = folder(slug, "results.json");
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as Results) : undefined;
}

/** Where `offprint verify` writes. */
export function resultsFile(slug: string): URL {
  return folder(slug, "results.json");
}

/** The minimal example of the paper's method, as a builder would write it. */
export function loadExample(slug: string): Promise<string> {
  return readFile(folder(slug, "example.ts"), "utf8");
}

/** Texts of the files of a module of the library, tests left out. */
export async function loadMethodSources(module: string): Promise<string[]> {
  const place = new URL(`../../methods/src/${module}/`, import.meta.url);
  const names = readdirSync(place).filter((name) => /^\w+\.ts$/.test(name));
  return Promise.all(names.map((name) => readFile(new URL(name, place), "utf8")));
}

/** The folders whose code decides what a paper's runs measure: its own, what papers share, and the packages below. */
export function sourceFolders(slug: string): URL[] {
  const packages = ["methods", "compile", "datasets", "lab"];
  return [
    ...packages.map((name) => new URL(`../../${name}/src/`, import.meta.url)),
    new URL("./shared/", import.meta.url),
    new URL(`./${slug}/`, import.meta.url),
  ];
}

/** Entry file of a worker thread that runs papers. */
export const workerEntry = new URL("./worker.ts", import.meta.url);
