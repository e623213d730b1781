import * as papers from "@offprint/papers/registry";
import { CommanderError } from "commander";
import { fileURLToPath } from "node:url";
import { CommandError, exitCodes, Interrupted, UsageError } from "./errors.ts";
import { runProgram } from "./program.ts";
import { processTerminal } from "./terminal/terminal.ts";

/** Milliseconds that a command gets to end after a signal; a worker's jobs get longer. */
const graceOfSignal = process.argv[2] === "worker" ? 25_000 : 800;

const terminal = processTerminal();
const stop = new AbortController();
listenToSignals();
process.exit(await main(process.argv.slice(2)));

async function main(args: string[]): Promise<number> {
  const cells = fileURLToPath(new URL("../../../.offprint/cells", import.meta.url));
  const dataFolder =
    process.env["OFFPRINT_DATA"] || fileURLToPath(new URL("../../../.offprint/data", import.meta.url));
  const environment = process.env;
  const context = { papers, terminal, signal: stop.signal, cells, dataFolder, environment };
  try {
    return await runProgram(context, args);
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) {
    terminal.err("Stopped. What was finished is kept.");
    return error.exitCode;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.wrongUse;
  if (error instanceof UsageError) {
    terminal.err(`error: ${error.message}`);
    return exitCodes.wrongUse;
  }
  if (error instanceof CommandError) {
    terminal.err(`error: ${error.message}`);
    return exitCodes.failed;
  }
  terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.failed;
}

/** A wrapper, a package manager and the terminal may each pass on the same Ctrl-C: more than one changes nothing. */
function listenToSignals(): void {
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(signal, () => {
      const interrupted = new Interrupted(128 + number);
      stop.abort(interrupted);
      setTimeout(() => process.exit(exitCodeOf(interrupted)), graceOfSignal).unref();
    });
  }
}
