import { readdir } from "node:fs/promises";
import type { BenchCase } from "./benchCase.ts";

/** Every case: the default export of each file in `methods` and `programs`, in the order of their names. */
export async function discoverCases(): Promise<BenchCase[]> {
  return [...(await casesOf("methods")), ...(await casesOf("programs"))];
}

/** The cases of one folder. */
export async function casesOf(name: "methods" | "programs"): Promise<BenchCase[]> {
  const folder = new URL(`${name}/`, import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.map((module: { default: BenchCase }) => module.default);
}
