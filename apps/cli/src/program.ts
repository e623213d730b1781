import { targetNames } from "@offprint/lab";
import { Command, InvalidArgumentError, Option } from "commander";
import { verifyCommand, type VerifyCommandOptions } from "./commands/verify.ts";
import type { Context } from "./context.ts";

/** The command line of `offprint`; each command stores its exit code by `done`. */
export function createProgram(context: Context, done: (exitCode: number) => void): Command {
  const program = new Command("offprint")
    .description("Papers that you can run: read them, run them, re-test what they claim.")
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  addVerify(program, context, done);
  return program;
}

function addVerify(program: Command, context: Context, done: (exitCode: number) => void): void {
  program
    .command("verify")
    .summary("re-test the claims of papers")
    .description(
      "Re-tests what papers claim: runs every treatment at every verification seed, judges each claim by its\n" +
        "interval and writes the papers' results.json. Runs that are finished are kept; after Ctrl-C the same\n" +
        "command goes on where it was.",
    )
    .argument("[papers...]", "slugs; none means all papers")
    .option("--claim <id>", "only this claim and those judged by the same runs (repeatable)", collect)
    .option("--seeds <n>", "only the first n seeds: a quick look that writes nothing", wholeNumber)
    .option("--jobs <n>", "runs at a time (default: one for each core)", wholeNumber)
    .addOption(new Option("--target <name>", "what programs are compiled for").choices(targetNames))
    .option("--fresh", "run again what is already there")
    .option("--json", "print the results as JSON")
    .option("--strict", "exit with 1 if a claim is contradicted")
    .addHelpText(
      "after",
      "\nA contradicted claim is a result and not a failure: the command exits with 1 only if a run fails.",
    )
    .action(async (slugs: string[], options: VerifyCommandOptions) =>
      done(await verifyCommand(context, slugs, options)),
    );
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a whole number from 1.");
}
