import {
  type Array as EngineArray,
  blockUntilReady,
  defaultDevice,
  numpy as np,
  valueAndGrad as engineValueAndGrad,
} from "@jax-js/jax";
import { compile, dispose } from "@offprint/compile";
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

/** A function of arrays as one compiled program. */
export function compiled(fn: (...args: EngineArray[]) => EngineArray[], args: EngineArray[]): Call {
  const program = compile(fn);
  return {
    target: `${program.target}/${defaultDevice()}`,
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
  const program = compile(update);
  let at: TrainingState = { params: params.ref, state: optimizer.init(params.ref) };
  let taken = 0;
  return {
    target: `${program.target}/${defaultDevice()}`,
    run: async () => {
      at = await program.step(at, gradients[taken++ % gradients.length]!);
      await blockUntilReady(at as never);
      return [at.params.ref];
    },
    dispose: () => {
      dispose(at);
      program.dispose();
    },
  };
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
        // The engine is lazy: what nobody waits for is never computed.
        const results = (await call.run()).filter(isArray);
        await blockUntilReady(results as never);
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
