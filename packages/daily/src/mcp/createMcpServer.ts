import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { Experiment } from "@offprint/lab";
import type { Card } from "@offprint/papers";
import { z } from "zod";
import { findPaperByName } from "../api/findByName.ts";
import { type ApiContext, getMethods, NotFoundError, search } from "../api/operations.ts";
import { paperMarkdown } from "../api/paperMarkdown.ts";
import { queryText } from "../api/readQuery.ts";
import { claimHistories } from "../claims/claims.ts";
import { InvalidInputError } from "../errors.ts";
import type { Paper } from "../schemas/paper.ts";
import { searchOrders } from "../search/searchPapers.ts";
import { OutOfTimeError, runExperiment } from "./runExperiment.ts";

/** What the tools stand on. */
export interface McpHost {
  /** What the reads of the API work on. */
  context(): Promise<ApiContext>;
  /** A paper that runs here, or null. */
  loadPaper(slug: string): Promise<{ card: Card; experiment: Experiment } | null>;
  /** Module of the worker thread that experiments run in. */
  workerEntry: URL;
  /** Called before a run: throws where it may not begin, and returns what to call at its end. */
  admitRun(): (() => void) | Promise<() => void>;
  /** What to tell of an error that is not the caller's; null: nothing. */
  explain(reason: unknown): string | null;
}

/** Seconds that a run may take. */
const [usualSeconds, mostSeconds] = [30, 120];

const instructions =
  "Offprint is a catalogue of research papers. Some of them run here: their claims were tested again, their methods " +
  "are in a TypeScript library, and their experiments can be run. It knows the papers of its own catalogue only.";

/** A server of the Model Context Protocol with all tools, to be connected to a transport. */
export function createMcpServer(host: McpHost): McpServer {
  const server = new McpServer({ name: "offprint", version: "0.1.0" }, { instructions });
  const answer = (work: () => Promise<CallToolResult>) => answerTool(host, work);
  const readOnly = { readOnlyHint: true, openWorldHint: false };

  server.registerTool(
    "search_papers",
    {
      title: "Search papers",
      description: `${search.summary} in this catalogue. ${search.description}`,
      inputSchema: {
        query: queryText(400).describe("What to look for"),
        sort: z.enum(searchOrders).optional().describe("Default relevance"),
        limit: z.int().min(1).max(50).default(10),
        cursor: queryText(500).optional().describe("`next` of the page before"),
      },
      annotations: readOnly,
    },
    ({ query, sort, limit, cursor }) =>
      answer(async () => {
        const page = await search.read(await host.context(), { q: query, sort, limit, cursor }, "");
        const { total, next, didYouMean, problems, modeNote } = page;
        return structured({
          papers: page.items.map(shortPaper),
          total,
          next,
          didYouMean,
          problems,
          modeNote,
        });
      }),
  );

  server.registerTool(
    "read_paper",
    {
      title: "Read a paper",
      description:
        "A paper as Markdown: authors, abstract, links; and of one that runs here its idea and method, every claim with " +
        "its verdict and numbers, and the arms and controls that run_experiment takes.",
      inputSchema: { paper: queryText(200).describe("arXiv identifier, or slug of a paper that runs here") },
      annotations: readOnly,
    },
    ({ paper }) => answer(async () => text(await readPaper(host, paper))),
  );

  server.registerTool(
    "list_methods",
    {
      title: "List methods of the library",
      description: `${getMethods.summary}, as TypeScript.`,
      inputSchema: {
        paper: queryText(100).optional().describe("Only those of this paper, by its slug"),
        module: queryText(100).optional().describe("Only those of this module, for example losses"),
      },
      annotations: readOnly,
    },
    (query) => answer(async () => structured(await getMethods.read(await host.context(), query, ""))),
  );

  server.registerTool(
    "run_experiment",
    {
      title: "Run a paper's experiment",
      description:
        "Runs the live experiment of a paper that runs here and gives the metrics of each arm. read_paper tells the arms " +
        "and controls. The same request gives the same numbers; a run is stopped when its time is over.",
      inputSchema: {
        paper: queryText(100).describe("Slug of the paper"),
        arms: z.array(queryText(100)).min(1).max(8).optional().describe("Default: those of the live lab"),
        seed: z.int().min(0).default(0),
        controls: z
          .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
          .default({})
          .describe("Values by control; default: the control's own"),
        seconds: z.number().min(1).max(mostSeconds).default(usualSeconds).describe("Time at most"),
      },
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ paper, ...request }, { signal }) =>
      answer(async () => {
        const found = await host.loadPaper(paper);
        if (!found) throw new NotFoundError(`No paper runs here as ${JSON.stringify(paper)}.`);
        const release = await host.admitRun();
        try {
          return structured(await runExperiment(found.experiment, request, host.workerEntry, signal));
        } finally {
          release();
        }
      }),
  );
  return server;
}

async function answerTool(host: McpHost, work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    const isTheirs =
      error instanceof InvalidInputError || error instanceof NotFoundError || error instanceof OutOfTimeError;
    const told = isTheirs ? error.message : host.explain(error);
    return { ...text(told ?? "Something went wrong here."), isError: true };
  }
}

async function readPaper(host: McpHost, name: string): Promise<string> {
  const { db, origin } = await host.context();
  const paper = await findPaperByName(db, name);
  if (!paper) throw new NotFoundError(`There is no paper ${JSON.stringify(name)} here.`);
  const own = paper.lab ? await host.loadPaper(paper.lab.slug) : null;
  const claims = paper.lab ? await claimHistories(db, paper.lab.slug) : [];
  const page = paperMarkdown(origin, paper, { claims, card: own?.card ?? null });
  return own ? `${page}\n${describeRun(own.experiment)}` : page;
}

function describeRun({ arms, liveArms, controls }: Experiment): string {
  const armLines = Object.entries(arms).map(
    ([name, { label, role, help }]) =>
      `- \`${name}\` (${role}${liveArms.includes(name) ? ", in the live lab" : ""}): ${label}. ${help}`,
  );
  const controlLines = Object.entries(controls).map(([name, control]) => {
    const values =
      control.kind === "range"
        ? `number from ${control.min} to ${control.max}`
        : control.kind === "choice"
          ? `one of ${Object.keys(control.options).join(", ")}`
          : "true or false";
    return `- \`${name}\` (${values}; default ${control.default}): ${control.label}. ${control.help}`;
  });
  return ["## Arms", ...armLines, "", "## Controls", ...controlLines, ""].join("\n");
}

function shortPaper({ id, title, authors, publishedAt, categories, summary, lab }: Paper) {
  const runsHere = lab && { slug: lab.slug, summary: lab.summary, claims: lab.claims };
  const names = authors.map(({ name }) => name);
  return { id, title, authors: names, published: publishedAt.slice(0, 10), categories, summary, runsHere };
}

function text(content: string): CallToolResult {
  return { content: [{ type: "text", text: content }] };
}

/** As data, and as text for clients that read nothing else. */
function structured(value: object): CallToolResult {
  return { ...text(JSON.stringify(value)), structuredContent: { ...value } };
}
