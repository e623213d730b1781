import { readdir } from "node:fs/promises";
import type { BenchCase } from "./benchCase.ts";

const folder = new URL("methods/", import.meta.url);

/** Every case: the default export of each file in `methods`, in the order of their names. */
export async function discoverCases(): Promise<BenchCase[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.map((module: { default: BenchCase }) => module.default);
}
