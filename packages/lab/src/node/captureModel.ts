import { compile, type Model, type Program, type Tree } from "@offprint/compile";
import type { Compile, Experiment, RunContext } from "../experiment.ts";

/** A program of an experiment as an ONNX file. */
export interface CapturedModel {
  model: Model;
  /** Its number in the order in which the run first called its programs, from 1. */
  number: number;
}

/** Ends a run in the middle, where the wanted program is called. */
class Captured extends Error {
  readonly captured: CapturedModel;

  constructor(captured: CapturedModel) {
    super("captured");
    this.captured = captured;
  }
}

/**
 * Runs an experiment up to the first call of one of its programs and returns that program for the shapes of the
 * call.
 * @param wanted number of the program; left out: the first that replaces a state of several arrays by its
 *   successor, which is the training step; if there is none, the first of all
 * @returns undefined if the run ends without such a call
 * @throws UnsupportedError if ONNX lacks something that the program does
 */
export async function captureModel(
  experiment: Experiment,
  context: Omit<RunContext, "compile">,
  wanted?: number,
): Promise<CapturedModel | undefined> {
  let count = 0;
  let first: CapturedModel | undefined;

  function observe<Args extends Tree[], Out extends Tree>(program: Program<Args, Out>): Program<Args, Out> {
    let number = 0;
    const see = (args: Parameters<typeof program>, replacesState: boolean) => {
      const isFirstCall = number === 0;
      if (isFirstCall) number = ++count;
      const isStep = replacesState && isTree(args[0]);
      if (wanted === undefined ? isStep : wanted === number) {
        throw new Captured({ model: program.toOnnx(...args), number });
      }
      if (isFirstCall && number === 1 && wanted === undefined)
        first = { model: program.toOnnx(...args), number };
    };
    const call = async (...args: Parameters<typeof program>) => {
      see(args, false);
      return program(...args);
    };
    const step = async (...args: Parameters<typeof program>) => {
      see(args, true);
      return program.step(...args);
    };
    const repeat: typeof program.repeat = (...options) => observe(program.repeat(...options));
    return Object.assign(call, { ...program, step, repeat }) as Program<Args, Out>;
  }

  const observingCompile: Compile = (fn) => observe(compile(fn));
  const run = experiment.run({ ...context, compile: observingCompile });
  try {
    while (!(await run.next()).done) context.signal.throwIfAborted();
    return first;
  } catch (error) {
    if (error instanceof Captured) return error.captured;
    throw error;
  } finally {
    await run.return({});
  }
}

/** Whether this is a list or record of arrays and no array itself. */
const isTree = (value: unknown) =>
  Array.isArray(value) || (typeof value === "object" && value?.constructor === Object);

/**
 * A function of arrays as an ONNX file, for arguments of the shapes of `inputs`.
 * @throws TraceError if it can't be traced; UnsupportedError if ONNX lacks something that it does
 */
export function modelOfFunction(fn: (...args: never[]) => unknown, inputs: unknown[]): Model {
  return compile(fn as (...args: Tree[]) => Tree).toOnnx(...(inputs as never[]));
}
