import { describeEnvironment } from "@offprint/lab/node";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { type Engine, keepDatabase } from "./keptDatabases.ts";
import { measureService } from "./measureService.ts";
import { formatReport, type EngineReport, type ServiceReport } from "./report.ts";

const engines: Engine[] = ["pglite", "postgresql"];
const fewestPapers = 10_000;

export const serviceUsage = `Usage: npm run bench -- service [--papers <number>] [--database <name>] [--json] [--write <file>]

  --papers <number>  made-up papers, ${fewestPapers} or more (default 100000)
  --database <name>  pglite or postgresql only (default: both)
  --json             one JSON object instead of tables
  --write <file>     writes the same to a file too

Needs the built site: npm run build --workspace apps/web`;

const seed = 1;

/**
 * Measures the service: `npm run bench -- service`.
 * @throws Error that says what is wrong with the options, or what is missing
 */
export async function benchService(args: string[]): Promise<void> {
  const { papers, chosen, json, file } = readOptions(args);
  const { machine, versions } = describeEnvironment();
  const report: ServiceReport = {
    date: new Date().toISOString().slice(0, 10),
    papers,
    seed,
    machine,
    node: versions["node"]!,
    databases: {},
  };
  for (const engine of chosen) {
    const measured = await measureEngine(engine, papers);
    if (measured) report.databases[engine] = measured;
    else console.error(`${engine} is not installed here: left out.`);
  }
  const text = json ? JSON.stringify(report, null, 2) : formatReport(report);
  console.log(text);
  if (file) writeFileSync(file, `${text}\n`);
}

async function measureEngine(engine: Engine, papers: number): Promise<EngineReport | null> {
  const database = await keepDatabase(engine, { papers, seed });
  if (!database) return null;
  try {
    console.error(`Measuring ${engine}`);
    const before = loadavg()[0]!;
    const figures = await measureService(database, { papers, seed });
    return { ...figures, load: [before, loadavg()[0]!] };
  } finally {
    await database.stop();
  }
}

function readOptions(args: string[]): {
  papers: number;
  chosen: Engine[];
  json: boolean;
  file: string | null;
} {
  const options = {
    papers: { type: "string", default: "100000" },
    database: { type: "string" },
    json: { type: "boolean", default: false },
    write: { type: "string" },
  } as const;
  const { values } = parseArgs({ args, options });
  const papers = Number(values.papers);
  if (!Number.isInteger(papers) || papers < fewestPapers) {
    throw new Error(`--papers must be a whole number of ${fewestPapers} or more, not "${values.papers}".`);
  }
  const chosen = engines.filter((engine) => values.database === undefined || engine === values.database);
  if (chosen.length === 0)
    throw new Error(`--database must be ${engines.join(" or ")}, not "${values.database}".`);
  return { papers, chosen, json: values.json, file: values.write ?? null };
}
