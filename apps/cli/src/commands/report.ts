import { writeAtomically } from "@offprint/lab/node";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { reportPage } from "../report/reportPage.ts";

/** Writes all papers' claims and pictures into one HTML file. */
export async function reportCommand(
  { papers, terminal }: Context,
  { out }: { out: string },
): Promise<number> {
  const reported = await Promise.all(
    papers.paperSlugs().map(async (slug) => ({
      card: await papers.loadCard(slug),
      experiment: await papers.loadExperiment(slug),
      results: await papers.loadResults(slug),
    })),
  );
  const file = resolve(out);
  await write(file, reportPage(reported, new Date().toISOString()));
  terminal.out(file);
  return exitCodes.fine;
}

async function write(file: string, page: string): Promise<void> {
  try {
    await writeAtomically(file, page);
  } catch (error) {
    throw new UsageError(`can't write ${file}: ${(error as Error).message}`);
  }
}
