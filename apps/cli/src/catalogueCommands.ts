import { type Command, Option } from "commander";
import { ingestCommand, type IngestOptions } from "./commands/ingest.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { searchCommand, type SearchCommandOptions } from "./commands/search.ts";
import { todayCommand, type TodayOptions } from "./commands/today.ts";
import { workerCommand } from "./commands/worker.ts";
import type { Context } from "./context.ts";
import { type Done, wholeNumberFrom } from "./options.ts";

const usualLimit = 20;

/** The commands that work on the catalogue of all papers, and need its database. */
export function addCatalogueCommands(program: Command, context: Context, done: Done): void {
  program
    .command("search")
    .summary("search all papers of the catalogue")
    .description(
      'Full-text search. Words, "phrases", -exclusions, a or b, and the fields author: category: topic: date: year:\n' +
        "after: before: has: verdict:",
    )
    .argument("[query...]", "what to look for")
    .addOption(
      new Option("--sort <order>", "order (default: relevance)").choices([
        "relevance",
        "newest",
        "oldest",
        "trending",
      ]),
    )
    .option("--limit <n>", "papers at most, up to 100", wholeNumberFrom(1), usualLimit)
    .option("--json", "print the answer as JSON, as the HTTP API gives it")
    .action(async (query: string[], options: SearchCommandOptions) =>
      done(await searchCommand(context, query.join(" "), options)),
    );

  program
    .command("today")
    .summary("list the papers of the latest complete day")
    .description("Lists the papers of the latest complete day, or of another one, with what ranks them.")
    .option("--date <day>", "another day, for example 2026-01-05")
    .option("--limit <n>", "papers at most, up to 100", wholeNumberFrom(1), usualLimit)
    .option("--json", "print the answer as JSON, as the HTTP API gives it")
    .action(async (options: TodayOptions) => done(await todayCommand(context, options)));

  program
    .command("ingest")
    .summary("bring papers into the catalogue from arXiv")
    .description(
      "Brings papers into the catalogue: those named; or with --categories what the newest listings announce; or with\n" +
        "--since too, all that was changed since that day. Without anything it reads the listings that the channels\n" +
        "want. arXiv is asked once in three seconds; after Ctrl-C the same command goes on where it was.",
    )
    .argument("[papers...]", "arXiv identifiers or addresses")
    .option("--categories <list>", "categories with commas between them, for example cs.LG,cs.CV")
    .option("--since <day>", "follow all changes from this day on, for example 2026-01-05")
    .action(async (papers: string[], options: IngestOptions) =>
      done(await ingestCommand(context, papers, options)),
    );

  program
    .command("worker")
    .summary("do the background jobs: pull listings, rank papers, embed them")
    .description(
      "Does the background jobs until it is stopped. Any number of workers may share one PostgreSQL database; beside\n" +
        "the embedded one the site does the jobs itself.",
    )
    .action(async () => done(await workerCommand(context)));

  program
    .command("mcp")
    .summary("serve assistants by the Model Context Protocol, on standard input and output")
    .description(
      "An MCP server on standard input and output: search papers, read them, list methods, run experiments.",
    )
    .action(async () => done(await mcpCommand(context)));
}
