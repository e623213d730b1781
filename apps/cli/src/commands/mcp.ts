import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";

/** Serves assistants on standard input and output until the input ends. */
export function mcpCommand(context: Context): Promise<number> {
  const { papers, signal, terminal } = context;
  return withCatalogue(context, async ({ api }) => {
    const { createMcpServer } = await import("@offprint/daily/mcp");
    const server = createMcpServer({
      context: async () => ({ ...api, now: new Date() }),
      loadPaper: async (slug) => {
        if (!papers.paperSlugs().includes(slug)) return null;
        const [card, experiment] = await Promise.all([papers.loadCard(slug), papers.loadExperiment(slug)]);
        return { card, experiment };
      },
      workerEntry: papers.workerEntry,
      admitRun: () => () => {},
      explain: (reason) => {
        terminal.err(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
        return null;
      },
    });
    const ended = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
      process.stdin.once("end", resolve);
      signal.addEventListener("abort", () => resolve());
    });
    await server.connect(new StdioServerTransport());
    await ended;
    await server.close();
    return exitCodes.fine;
  });
}
