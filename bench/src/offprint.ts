import {
  Array as EngineArray,
  blockUntilReady,
  defaultDevice,
  numpy as np,
  tree,
  valueAndGrad as engineValueAndGrad,
} from "@jax-js/jax";
import { compile, dispose, preferredTarget, type Target, type Tree } from "@offprint/compile";
import { applyUpdates, type ArrayTree, type GradientTransformation } from "@offprint/methods/optimizers";
import type { Input } from "./benchCase.ts";
import type { Contender } from "./contender.ts";

type Output = EngineArray | ArrayLike<number>;

/** One method with its inputs bound. */
export interface Call {
  /** Compiler and device, "jit/wasm"; "eager/wasm" where the method can't be traced, "js" for plain numbers. */
  target: string;
  /** Runs once; the caller owns what it gets. */
  run(): Promise<Output[]> | Output[];
  dispose(): void;
}

/** Makes an engine array of an input. */
export function toArray({ shape, values }: Input): EngineArray {
  return np.array(values as Float32Array<ArrayBuffer>).reshape(shape);
}

let target: Target = preferredTarget();

/** What programs are compiled for from now on. */
export function compileFor(chosen: Target): void {
  target = chosen;
}

const describeTarget = (chosen: Target) => (chosen === "onnx" ? "onnx/cpu" : `${chosen}/${defaultDevice()}`);

/** A function of arrays as one compiled program. */
export function compiled(fn: (...args: EngineArray[]) => EngineArray[], args: EngineArray[]): Call {
  const program = compile(fn, { target });
  return {
    target: describeTarget(program.target),
    run: () => program(...args),
    dispose: () => program.dispose(),
  };
}

/**
 * A scalar function with its gradients as one compiled program: the value, then the gradient with respect to each
 * of the first `gradients` arguments.
 */
export function compiledValueAndGradient(
  fn: (...args: EngineArray[]) => EngineArray,
  args: EngineArray[],
  gradients = 1,
): Call {
  return compiled(valueAndGradient(fn, gradients), args);
}

/** The same without a compiler, for what can't be traced. */
export function eagerValueAndGradient(
  fn: (...args: EngineArray[]) => EngineArray,
  args: EngineArray[],
): Call {
  const both = valueAndGradient(fn, 1);
  return {
    target: `eager/${defaultDevice()}`,
    run: () => both(...args.map((x) => x.ref)),
    dispose: () => {},
  };
}

function valueAndGradient(fn: (...args: EngineArray[]) => EngineArray, gradients: number) {
  const argnums = Array.from({ length: gradients }, (_, i) => i);
  return (...args: EngineArray[]): EngineArray[] => {
    const [value, slopes] = engineValueAndGrad(fn, { argnums })(...args) as [EngineArray, EngineArray[]];
    return [value, ...slopes];
  };
}

type TrainingState = { params: EngineArray; state: ArrayTree };

/**
 * An optimizer's update as one compiled program, run again and again on its own result, as in training: returns the
 * new parameters. The gradients take turns.
 */
export function compiledUpdates(
  optimizer: GradientTransformation,
  params: EngineArray,
  gradients: EngineArray[],
): Call {
  const update = ({ params, state }: TrainingState, gradient: EngineArray): TrainingState => {
    const [updates, next] = optimizer.update(gradient, state, params.ref);
    return { params: applyUpdates(params, updates), state: next };
  };
  const program = compile(update, { target });
  let at: TrainingState = { params: params.ref, state: optimizer.init(params.ref) };
  let taken = 0;
  return {
    target: describeTarget(program.target),
    run: async () => {
      at = await program.step(at, gradients[taken++ % gradients.length]!);
      await carryOut(at as Tree);
      return [at.params.ref];
    },
    dispose: () => {
      dispose(at);
      program.dispose();
    },
  };
}

/**
 * Training steps as one compiled program, run again and again on their own result.
 * @param step new parameters for parameters and a batch
 * @param batches arrays with a batch for every step along their first axis
 * @param start the call's own
 * @param options.steps how many steps are one run
 * @param options.shown what a run returns of the parameters
 */
export function trainingSteps<Params extends Tree>(
  step: (params: Params, ...batch: EngineArray[]) => Params,
  start: Params,
  batches: EngineArray[],
  { steps, shown }: { steps: number; shown: (params: Params) => EngineArray[] },
): Call {
  const one = compile(step as unknown as (params: Tree, ...batch: EngineArray[]) => Tree, { target });
  const program = steps === 1 ? one : one.repeat(steps);
  const batch = steps === 1 ? batches.map((x) => x.ref.slice(0)) : batches.map((x) => x.ref);
  let params = start;
  return {
    target: describeTarget(program.target),
    run: async () => {
      params = (await program.step(params as never, ...(batch as never[]))) as Params;
      await carryOut(params);
      return shown(params).map((x) => x.ref);
    },
    dispose: () => {
      dispose([params, batch]);
      one.dispose();
      if (program !== one) program.dispose();
    },
  };
}

/** Waits until everything is computed: the engine is lazy, and what nobody waits for it never computes. */
async function carryOut(results: Tree): Promise<void> {
  await blockUntilReady(
    tree.leaves(results as never).filter((x: unknown) => x instanceof EngineArray) as never,
  );
}

/** A function that computes with plain numbers. */
export function plain(run: () => Output[]): Call {
  return { target: "js", run, dispose: () => {} };
}

/** What the bench times for a call. `arrays` are freed with it. */
export function offprintContender(call: Call, arrays: EngineArray[]): Contender {
  return {
    outputs: async () => Promise.all((await call.run()).map((x) => (isArray(x) ? x.data() : x))),
    time: async (count) => {
      const start = performance.now();
      for (let i = 0; i < count; i++) {
        const results = (await call.run()).filter(isArray);
        await carryOut(results);
        for (const x of results) x.dispose();
      }
      return performance.now() - start;
    },
    dispose: () => {
      call.dispose();
      for (const x of arrays) x.dispose();
    },
  };
}

function isArray(x: Output): x is EngineArray {
  return "ref" in x;
}
