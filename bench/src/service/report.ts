import { aimsOf, isReached } from "./aims.ts";
import type { Engine } from "./keptDatabases.ts";
import type { ServiceFigures, Times } from "./measureService.ts";

/** All that a run found, as it is written down. */
export interface ServiceReport {
  date: string;
  papers: number;
  seed: number;
  machine: { cpu: string; cores: number; platform: string };
  node: string;
  databases: Record<string, EngineReport>;
}

export interface EngineReport extends ServiceFigures {
  /** Average number of runnable processes in the minute before and in the last minute: other work makes it slower. */
  load: [before: number, after: number];
}

/** The report as Markdown, for people and for the record. */
export function formatReport({ date, papers, seed, machine, node, databases }: ServiceReport): string {
  const { cpu, cores, platform } = machine;
  const head = `${papers} made-up papers (seed ${seed}), ${date}\n${cpu}, ${cores} cores, ${platform}, Node ${node}`;
  const parts = Object.entries(databases).map(([engine, report]) => formatEngine(engine as Engine, report));
  return [head, ...parts].join("\n\n");
}

function formatEngine(engine: Engine, report: EngineReport): string {
  const { database, search, searchByKind, dailyPage, trendingPage, searchPage, rates } = report;
  const times: [string, Times][] = [
    ["search, all kinds", search],
    ...Object.entries(searchByKind).map(([kind, own]): [string, Times] => [`search, ${kind}`, own]),
    ["daily page", dailyPage],
    ["trending page", trendingPage],
    ["search page", searchPage],
  ];
  const memory = report.residentMegabytes === null ? "unknown" : `${Math.round(report.residentMegabytes)} MB`;
  return [
    `## ${engine} (${database})`,
    `Load average ${report.load.map((load) => load.toFixed(1)).join(" before, ")} after. Memory of the web server: ${memory}.`,
    table(
      ["", "p50 ms", "p95 ms"],
      times.map(([name, { p50, p95 }]) => [name, p50.toFixed(1), p95.toFixed(1)]),
    ),
    table(
      ["kept for ten seconds", "answers a second", "a core second"],
      rates.map(({ path, perSecond, perCoreSecond }) => [
        path,
        perSecond.toFixed(0),
        perCoreSecond?.toFixed(0) ?? "unknown",
      ]),
    ),
    formatAims(engine, report),
  ].join("\n\n");
}

function formatAims(engine: Engine, figures: ServiceFigures): string {
  const rows = aimsOf(engine, figures).map((aim) => {
    const limit = "atMost" in aim.limit ? `at most ${aim.limit.atMost}` : `at least ${aim.limit.atLeast}`;
    const reached = isReached(aim);
    return [
      aim.what,
      limit,
      aim.measured?.toFixed(1) ?? "unknown",
      reached === null ? "unknown" : reached ? "reached" : "MISSED",
    ];
  });
  return table(["aim for 100,000 papers", "limit", "measured", ""], rows);
}

function table(headings: string[], rows: string[][]): string {
  const widths = headings.map((heading, column) =>
    Math.max(3, heading.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = line(
    widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)),
  );
  return [line(headings), rule, ...rows.map(line)].join("\n");
}
