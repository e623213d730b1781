import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, startSite } from "./browser.ts";

let site: Site;
let client: Client;
beforeAll(async () => {
  site = await startSite({ RATE_LIMITS: "off" });
  client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${site.url}/mcp`)));
});
afterAll(async () => {
  await client.close();
  await site.stop();
});

interface Answer {
  isError?: boolean;
  content: { text: string }[];
  structuredContent?: Record<string, unknown>;
}

const call = async (name: string, args: Record<string, unknown>) =>
  (await client.callTool({ name, arguments: args })) as unknown as Answer;

test("names its tools", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "search_papers",
    "read_paper",
    "list_methods",
    "run_experiment",
  ]);
});

test("finds a paper and reads it, with its claims and what can be run", async () => {
  const found = await call("search_papers", { query: "has:lab optimistic mirror descent" });
  const papers = found.structuredContent!["papers"] as { id: string; runsHere: { slug: string } }[];
  expect(papers[0]!.runsHere.slug).toBe("optimistic-omd");
  const [{ text }] = (await call("read_paper", { paper: papers[0]!.id })).content as [{ text: string }];
  for (const part of ["## Idea", "## Claims", "## Arms", "`optimistic`", "## Controls", "`horizon`"]) {
    expect(text).toContain(part);
  }
});

test("lists methods with their signatures", async () => {
  const { structuredContent } = await call("list_methods", { paper: "rankme" });
  expect(JSON.stringify(structuredContent)).toContain("function rankme(embeddings: Array");
});

describe("an experiment", () => {
  const args = { paper: "optimistic-omd", arms: ["optimistic"], controls: { horizon: 500 }, seed: 3 };

  test("runs with chosen controls, and gives the same numbers again", async () => {
    const first = await call("run_experiment", args);
    expect(first.isError).toBeFalsy();
    const metricsOf = ({ structuredContent }: Answer) =>
      (structuredContent!["arms"] as Record<string, { metrics: Record<string, number> }>)["optimistic"]!
        .metrics;
    expect(metricsOf(first)["regret"]).toBeGreaterThan(0);
    expect(metricsOf(await call("run_experiment", args))).toEqual(metricsOf(first));
    expect(first.structuredContent!["controls"]).toMatchObject({ horizon: 500 });
  });

  test("is stopped when its time is over, and the next one runs", async () => {
    const started = performance.now();
    const slow = await call("run_experiment", {
      paper: "comp-sum-losses",
      controls: { epochs: 60 },
      seconds: 1,
    });
    expect(slow).toMatchObject({ isError: true });
    expect(slow.content[0]!.text).toContain("stopped after 1 s");
    expect(performance.now() - started).toBeLessThan(10_000);
    expect((await call("run_experiment", args)).isError).toBeFalsy();
  });

  test.each([
    [{ ...args, paper: "nothing" }, "No paper runs here"],
    [{ ...args, arms: ["fastest"] }, "arms must be some of"],
    [{ ...args, controls: { horizon: -1 } }, "horizon must be"],
    [{ ...args, controls: { speed: 1 } }, "speed must be one of"],
    [{ ...args, seed: 4_000_000_000 }, "seed must be below"],
  ])("%j is refused with a reason", async (wrong, reason) => {
    const answer = await call("run_experiment", wrong);
    expect(answer.isError).toBe(true);
    expect(answer.content[0]!.text).toContain(reason);
  });
});

test("a paper that is not there is no failure of the server", async () => {
  const answer = await call("read_paper", { paper: "2601.99999" });
  expect(answer).toMatchObject({ isError: true });
  expect(answer.content[0]!.text).toContain("no paper");
});

test("pages of other sites are turned away", async () => {
  const response = await fetch(`${site.url}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
    body: "{}",
  });
  expect(response.status).toBe(403);
});
