import { publicAnswer } from "#lib/server/http/answers.ts";
import { loadPapers } from "#lib/server/papers.ts";
import type { RequestHandler } from "./$types";

/** What language models need to know to read this site. */
export const GET: RequestHandler = async (event) => {
  const { origin } = event.url;
  const cards = (await loadPapers()).map(({ card }) => card);
  const text = `# Offprint

> Daily papers that can be run: what a paper claims, tested again, with the code and the verdicts.

Every paper has a Markdown form: add .md to the address of its page, or .json for its data.

- [API](${origin}/api): reads without a key, described by [OpenAPI](${origin}/api/v1/openapi.json)
- [MCP server](${origin}/mcp): search papers, read them, list methods, run experiments
- [Daily papers](${origin}/today.atom), [trending](${origin}/trending.atom), [changed verdicts](${origin}/claims.atom): feeds, also as .rss and .json
- [Claims](${origin}/claims): every claim with its verdict

## Papers that run here

${cards.map(({ arxiv, title, summary }) => `- [${title}](${origin}/papers/${arxiv}.md): ${summary}`).join("\n")}
`;
  return publicAnswer(event, text, { type: "text/plain; charset=utf-8", maxAge: 3600 });
};
