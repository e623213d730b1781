import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { papersOfDay } from "../catalogue/lists.ts";
import { type DatabasePlace, openDatabase } from "../database/openDatabase.ts";
import { harvest, paper } from "../database/schema.ts";
import { type ArxivStandIn, makeStandInPapers, startArxivStandIn } from "../testing/arxivStandIn.ts";
import { administer } from "../testing/databases.ts";
import type { IngestTask } from "../testing/ingestProcess.ts";
import { databaseUrl } from "../testing/postgresServer.ts";

const papers = 40;

/** Runs the ingest process; kills it so many milliseconds after so many requests. */
async function ingest(
  arxiv: ArxivStandIn,
  place: DatabasePlace,
  kill?: { requests: number; after: number },
): Promise<NodeJS.Signals | null> {
  const task: IngestTask = { place, addresses: arxiv.addresses, now: "2026-01-06T05:05:00Z" };
  const program = fileURLToPath(new URL("../testing/ingestProcess.ts", import.meta.url));
  const args = ["--conditions=@offprint/source", program, JSON.stringify(task)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  let left = kill?.requests ?? Infinity;
  arxiv.onRequest = () => {
    if (--left === 0) void sleep(kill!.after).then(() => child.kill("SIGKILL"));
  };
  return new Promise((resolve, reject) =>
    child.on("exit", (code, signal) =>
      code ? reject(new Error(`ended with code ${code}`)) : resolve(signal),
    ),
  );
}

async function killAgainAndAgain(
  place: DatabasePlace,
  kills: { requests: number; after: number }[],
): Promise<void> {
  const arxiv = await startArxivStandIn();
  arxiv.papers = makeStandInPapers(papers);
  arxiv.pageSize = 5;
  try {
    for (const kill of kills) expect(await ingest(arxiv, place, kill)).toBe("SIGKILL");
    expect(await ingest(arxiv, place)).toBeNull();
    await checkCatalogue(place);
  } finally {
    await arxiv.close();
  }
}

/** Everything is there, once, as if nothing had happened. */
async function checkCatalogue(place: DatabasePlace): Promise<void> {
  const open = await openDatabase(place);
  try {
    const all = await open.db.select().from(paper);
    expect(all).toHaveLength(papers);
    expect(all.every(({ detail, filledVersion }) => detail === "full" && filledVersion === 1)).toBe(true);
    expect((await papersOfDay(open.db, "2026-01-06")).items).toHaveLength(papers);
    expect(await open.db.select().from(harvest)).toMatchObject([
      { token: null, pages: papers / 5, records: papers },
    ]);
  } finally {
    await open.close();
  }
}

describe.concurrent("killed while it writes, an ingest goes on where it was", () => {
  test("PGlite", async ({ onTestFinished }) => {
    const dataFolder = mkdtempSync(join(tmpdir(), "offprint-killed-"));
    onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
    await killAgainAndAgain({ dataFolder }, [{ requests: 4, after: 15 }]);
  }, 120_000);

  const server = inject("postgresUrl");
  test.skipIf(server === null)(
    "PostgreSQL",
    async ({ onTestFinished }) => {
      await administer(server!, "create database killed template template");
      onTestFinished(() => administer(server!, "drop database killed with (force)"));
      await killAgainAndAgain({ url: databaseUrl(server!, "killed") }, [
        { requests: 1, after: 15 },
        { requests: 3, after: 0 },
        { requests: 5, after: 8 },
      ]);
    },
    120_000,
  );
});
