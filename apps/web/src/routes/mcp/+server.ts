import { problem } from "#lib/server/http/answers.ts";
import { apiContext } from "#lib/server/http/apiContext.ts";
import { logProblem } from "#lib/server/http/log.ts";
import { clientOf } from "#lib/server/http/rateLimit.ts";
import { admitRun } from "#lib/server/http/runPermits.ts";
import { loadPaper } from "#lib/server/papers.ts";
import { explain, openService, repositoryRoot } from "#lib/server/service.ts";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { createMcpServer, type McpHost } from "@offprint/daily/mcp";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { RequestEvent } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/**
 * The MCP server by streamable HTTP, without memory between requests. A page of another site may not use it through a
 * reader's browser: the protocol asks servers to check where requests come from.
 */
export const POST: RequestHandler = async (event) => {
  const from = event.request.headers.get("origin");
  if (from !== null && from !== event.url.origin) {
    return problem({ status: 403, detail: "Pages of other sites may not use this server." });
  }
  const transport = new WebStandardStreamableHTTPServerTransport({ maxRequestBodySize: 256 * 1024 });
  const server = createMcpServer(hostFor(event));
  await server.connect(transport);
  return transport.handleRequest(event.request);
};

function hostFor(event: RequestEvent): McpHost {
  return {
    context: async () => apiContext(await openService(), event.url),
    loadPaper: async (slug) => (await loadPaper(slug)) ?? null,
    workerEntry: pathToFileURL(join(repositoryRoot(), "packages/papers/src/worker.ts")),
    admitRun: () => admitRun(clientOf(event.getClientAddress())),
    explain: (reason) => {
      const known = explain(reason);
      if (!known) logProblem("a tool failed", reason);
      return known?.detail ?? null;
    },
  };
}
