import { defaultValues } from "@offprint/lab";
import {
  captureModel,
  type Model,
  modelOfFunction,
  TraceError,
  UnsupportedError,
  writeAtomically,
} from "@offprint/lab/node";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "../context.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { checkName } from "../suggest.ts";

export interface ExportCommandOptions {
  out: string;
  /** The arm whose run is exported; default the first one of the live lab. */
  arm?: string;
  /** Number of the program; default the training step. */
  program?: number;
}

/** Writes a program as an ONNX file. */
export async function exportCommand(
  context: Context,
  source: string,
  options: ExportCommandOptions,
): Promise<number> {
  const { terminal } = context;
  const model = await modelOf(context, source, options).catch((error: unknown) => {
    if (!(error instanceof UnsupportedError || error instanceof TraceError)) throw error;
    throw new UsageError(`${source} can't be written as ONNX: ${error.message}`);
  });
  const file = resolve(options.out);
  await writeAtomically(file, model.bytes).catch((error: Error) => {
    throw new UsageError(`can't write ${file}: ${error.message}`);
  });
  terminal.out(file);
  terminal.err(
    `${model.nodes} nodes; inputs ${model.inputs.join(", ")}; outputs ${model.outputs.join(", ")}`,
  );
  return exitCodes.fine;
}

function modelOf(context: Context, source: string, options: ExportCommandOptions): Promise<Model> {
  if (!/\.[cm]?[jt]s$/.test(source)) return modelOfPaper(context, source, options);
  if (options.arm !== undefined || options.program !== undefined) {
    throw new UsageError("--arm and --program choose among a paper's programs; a file has one");
  }
  return modelOfFile(source);
}

async function modelOfPaper(
  { papers, signal }: Context,
  slug: string,
  { arm, program }: ExportCommandOptions,
): Promise<Model> {
  const experiment = await papers.loadExperiment(checkName("paper", slug, papers.paperSlugs()));
  const chosen = checkName("arm", arm ?? experiment.liveArms[0]!, Object.keys(experiment.arms));
  const controls = defaultValues(experiment.controls);
  const captured = await captureModel(experiment, { arm: chosen, seed: 0, controls, signal }, program);
  if (captured) return captured.model;
  const which = program === undefined ? "a program" : `program ${program}`;
  throw new UsageError(`the live run of ${slug} (${chosen}) ends without a call of ${which}`);
}

/** The default export of a module, for its `inputs`. */
async function modelOfFile(source: string): Promise<Model> {
  const module = (await importFile(source)) as { default?: unknown; inputs?: unknown };
  const { default: fn, inputs } = module;
  if (typeof fn !== "function" || !Array.isArray(inputs)) {
    throw new UsageError(
      `${source} must export a function as default, and \`inputs\`: a list of arguments of the shapes to export it for`,
    );
  }
  return modelOfFunction(fn as (...args: never[]) => unknown, inputs);
}

async function importFile(source: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(resolve(source)).href);
  } catch (error) {
    throw new UsageError(`can't load ${source}: ${(error as Error).message}`);
  }
}
