import { type Experiment, isAvailable, type Target, targetNames } from "@offprint/lab";
import { Command, InvalidArgumentError, Option } from "commander";
import { addCatalogueCommands } from "./catalogueCommands.ts";
import { citeCommand, type CiteOptions } from "./commands/cite.ts";
import { exportCommand, type ExportCommandOptions } from "./commands/export.ts";
import { listCommand } from "./commands/list.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand, type RunCommandOptions } from "./commands/run.ts";
import { showCommand } from "./commands/show.ts";
import { verifyCommand, type VerifyCommandOptions } from "./commands/verify.ts";
import type { Context } from "./context.ts";
import { controlOptions } from "./controlFlags.ts";
import { UsageError } from "./errors.ts";
import { type Done, wholeNumberFrom } from "./options.ts";
import { checkName } from "./suggest.ts";

/**
 * Reads the arguments and does what they say.
 * @returns the exit code
 * @throws UsageError or CommanderError for arguments that make no sense
 */
export async function runProgram(context: Context, args: string[]): Promise<number> {
  let exitCode = 0;
  const done: Done = (code) => {
    exitCode = code;
  };
  const program = new Command("offprint")
    .description("Papers that you can run: read them, run them, test again what they claim.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.err(text.trimEnd()),
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 all went well, 1 a run failed, 2 the command was not understood, 130 stopped by Ctrl-C.",
    );
  addList(program, context, done);
  addShow(program, context, done);
  addRun(program, context, done, await experimentToRun(context, args));
  addVerify(program, context, done);
  addReport(program, context, done);
  addExport(program, context, done);
  addCatalogueCommands(program, context, done);
  await program.parseAsync(args, { from: "user" });
  return exitCode;
}

function addList(program: Command, context: Context, done: Done): void {
  program
    .command("list")
    .summary("list the papers and what became of their claims")
    .description("Lists the papers, and how many of their claims were reproduced, contradicted or left open.")
    .option("--json", "print the list as JSON")
    .action(async (options: { json?: boolean }) => done(await listCommand(context, options)));
}

function addShow(program: Command, context: Context, done: Done): void {
  program
    .command("show")
    .summary("read a paper: its idea, its method, its claims")
    .description("Prints a paper's card, its claims with the last verification, and what can be run.")
    .argument(
      "<paper>",
      "slug, as `offprint list` shows it, or the arXiv identifier of a paper of the catalogue",
    )
    .action(async (slug: string) => done(await showCommand(context, slug)));
}

/** The experiment that `run` is about: its controls are options of the command. */
async function experimentToRun({ papers }: Context, args: string[]): Promise<Experiment | undefined> {
  if (args[0] !== "run") return undefined;
  const known = papers.paperSlugs();
  const words = args.slice(1).filter((arg) => !arg.startsWith("-"));
  const slug = words.find((word) => known.includes(word)) ?? words[0];
  return slug === undefined ? undefined : papers.loadExperiment(checkName("paper", slug, known));
}

function addRun(program: Command, context: Context, done: Done, experiment: Experiment | undefined): void {
  const command = program
    .command("run")
    .summary("run a paper's experiment and watch its plots")
    .description(
      "Runs a paper's experiment, its arms side by side, and draws its plots as they grow.\n" +
        "Every control of the paper is an option: `offprint run <paper> --help` lists them.",
    )
    .argument("<paper>", "slug, as `offprint list` shows it")
    .option("--arm <name>", `${armsOf(experiment)} (repeatable)`, collect)
    .option("--seed <n>", "seed of all that is random", wholeNumberFrom(0), 0)
    .addOption(targetOption())
    .option("--json", "print the metrics as JSON");
  for (const option of controlOptions(experiment?.controls ?? {})) command.addOption(option);
  command.action(async (_slug: string, options: RunCommandOptions) =>
    done(await runCommand(context, experiment!, options)),
  );
}

function armsOf(experiment: Experiment | undefined): string {
  if (!experiment) return "one of the paper's arms";
  const defaults = experiment.liveArms.join(" and ");
  return `one of ${Object.keys(experiment.arms).join(", ")}; default ${defaults}`;
}

function addVerify(program: Command, context: Context, done: Done): void {
  program
    .command("verify")
    .summary("test again what papers claim")
    .description(
      "Tests again what papers claim: runs every treatment at every verification seed, judges each claim by\n" +
        "its interval and writes the papers' results.json. Finished runs are kept; after Ctrl-C the same command\n" +
        "goes on where it was.",
    )
    .argument("[papers...]", "slugs; none means all papers")
    .option("--claim <id>", "only this claim and those judged by the same runs (repeatable)", collect)
    .option("--seeds <n>", "only the first n seeds: a quick look that writes nothing", wholeNumberFrom(1))
    .option("--jobs <n>", "runs at a time (default: one for each core)", wholeNumberFrom(1))
    .addOption(targetOption())
    .option("--fresh", "run again what is already there")
    .option("--json", "print the results as JSON")
    .option("--strict", "exit with 1 if a claim is contradicted")
    .addHelpText(
      "after",
      "\nA contradicted claim is a result and not a failure: without --strict the command exits with 1 only if\n" +
        "a run fails.",
    )
    .action(async (slugs: string[], options: VerifyCommandOptions) =>
      done(await verifyCommand(context, slugs, options)),
    );
}

function addReport(program: Command, context: Context, done: Done): void {
  program
    .command("report")
    .summary("write all claims and pictures into one HTML page")
    .description(
      "Writes one HTML page that needs nothing else: every claim with its paper's figure, what was measured and\n" +
        "the verdict, and each paper's picture. It shows the last verification and runs nothing.",
    )
    .option("--out <file>", "where to write it", "offprint-report.html")
    .action(async (options: { out: string }) => done(await reportCommand(context, options)));
}

function targetOption(): Option {
  const about = "what programs are compiled for (default: onnx where ONNX Runtime loads, else jit)";
  return new Option("--target <name>", about).choices(targetNames).argParser((name) => {
    if (!(targetNames as string[]).includes(name)) {
      throw new InvalidArgumentError(`Allowed choices are ${targetNames.join(", ")}.`);
    }
    if (!isAvailable(name as Target)) throw new InvalidArgumentError("ONNX Runtime does not load here.");
    return name;
  });
}

function addExport(program: Command, context: Context, done: Done): void {
  program
    .command("export")
    .summary("write a paper's training step as an ONNX file, or citations of papers")
    .description(
      "Writes a compiled program as an ONNX file that any ONNX runtime can run. Of a paper it is the training step\n" +
        "of the live run at its default settings; of a module, the function that it exports as default, for the\n" +
        "shapes of the arguments in its export `inputs`.\n" +
        "With --format bibtex, csl-json or ris it writes citations of the catalogue's papers instead.",
    )
    .argument("[papers...]", "slug, or a file that ends in .ts or .js; for citations also arXiv identifiers")
    .option(
      "--out <file>",
      "where to write it, for example model.onnx; citations go to the screen without it",
    )
    .option("--arm <name>", "the arm of the paper that runs (default: the first of the live lab)")
    .option("--program <n>", "another program of the run, by the order of first calls", wholeNumberFrom(1))
    .addOption(
      new Option("--format <name>", "what to write").choices(["onnx", ...citationNames]).default("onnx"),
    )
    .option("--search <query>", "citations of all papers that a search finds")
    .option("--date <day>", "citations of all papers of a day")
    .action(async (sources: string[], options: ExportOptions) => {
      done(
        await (options.format === "onnx"
          ? exportModel(context, sources, options)
          : citeCommand(context, sources, { ...options, format: options.format })),
      );
    });
}

const citationNames = ["bibtex", "csl-json", "ris"] as const;
type ExportOptions = Partial<ExportCommandOptions> &
  Omit<CiteOptions, "format"> & { format: "onnx" | CiteOptions["format"] };

function exportModel(context: Context, sources: string[], options: ExportOptions): Promise<number> {
  const [source, ...more] = sources;
  if (source === undefined || more.length > 0)
    throw new UsageError("an ONNX file is written of one paper or file");
  const { out, search, date } = options;
  if (out === undefined) throw new UsageError("--out says where to write the ONNX file");
  if (search !== undefined || date !== undefined)
    throw new UsageError("--search and --date are for citations: add --format");
  return exportCommand(context, source, { ...options, out });
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}
