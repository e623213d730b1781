import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { Input } from "../benchCase.ts";
import type { Contender } from "../contender.ts";
import type { Peer } from "./peer.ts";
import { registerTfjsGradients } from "./registerTfjsGradients.ts";

export type Tensor = tf.Tensor;

/** Where TensorFlow.js computes. */
export type Backend = "wasm" | "cpu";

/** A formula with its inputs bound. */
export interface Call {
  /** Runs once; the caller owns the tensors it gets. */
  run(): Tensor[];
  dispose(): void;
}

/**
 * A function of tensors as a call that frees what it makes on the way.
 * @param constants what the function closes over besides the inputs; freed with the call
 */
export function call(fn: () => Tensor[], constants: Tensor[] = []): Call {
  return { run: () => tf.tidy(fn), dispose: () => tf.dispose(constants) };
}

/**
 * A scalar function with its gradients: the value, then the gradient with respect to each argument.
 * @param constants what the function closes over besides the inputs; freed with the call
 */
export function valueAndGradient(
  fn: (...args: Tensor[]) => Tensor,
  args: Tensor[],
  constants: Tensor[] = [],
): Call {
  const both = tf.valueAndGrads(fn as (...args: Tensor[]) => tf.Scalar);
  const run = () => {
    const { value, grads } = both(args);
    return [value, ...grads];
  };
  return call(run, constants);
}

/**
 * An update, run again and again on its own result. The gradients take turns.
 * @param update (parameters, optimizer state …), gradient → the next (parameters, optimizer state …)
 * @param constants what the update closes over; freed with the call
 */
export function steps(
  update: (state: Tensor[], gradient: Tensor, step: number) => Tensor[],
  start: Tensor[],
  gradients: Tensor[],
  constants: Tensor[] = [],
): Call {
  let [state, taken] = [start, 0];
  return {
    run: () => {
      const gradient = gradients[taken % gradients.length]!;
      const next = tf.tidy(() => update(state, gradient, taken + 1));
      tf.dispose(state);
      [state, taken] = [next, taken + 1];
      return [tf.clone(state[0]!)];
    },
    dispose: () => tf.dispose([state, constants]),
  };
}

/** Rows of Euclidean length 1. */
export function normalizeRows(x: Tensor): tf.Tensor2D {
  return tf.div(x, tf.sqrt(tf.sum(tf.square(x), -1, true))) as tf.Tensor2D;
}

/**
 * Matrix product. The Wasm backend multiplies a transposed operand ten times slower than one that was transposed
 * before, and both the flags of its own `matMul` and the gradient of that are such operands.
 */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const product = tf.customGrad((x, y, save) => {
    (save as tf.GradSaveFunc)([x as Tensor, y as Tensor]);
    return {
      value: tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D),
      gradFunc: (slope, saved) => {
        const [left, right] = saved as [tf.Tensor2D, tf.Tensor2D];
        return [
          tf.matMul(slope as tf.Tensor2D, tf.transpose(right)),
          tf.matMul(tf.transpose(left), slope as tf.Tensor2D),
        ];
      },
    };
  });
  return product(a, b) as tf.Tensor2D;
}

/** The same with a right operand that needs no gradient. `transposed` is the caller's to free. */
export function matMulByConstant(matrix: Tensor): {
  apply: (x: Tensor) => tf.Tensor2D;
  transposed: tf.Tensor2D;
} {
  const transposed = tf.transpose(matrix) as tf.Tensor2D;
  const product = tf.customGrad((x) => ({
    value: tf.matMul(x as tf.Tensor2D, matrix as tf.Tensor2D),
    gradFunc: (slope) => tf.matMul(slope as tf.Tensor2D, transposed),
  }));
  return { apply: (x) => product(x) as tf.Tensor2D, transposed };
}

/** The orthonormal cosine basis, columns from low to high frequency. */
export function dctBasis(n: number): tf.Tensor2D {
  return tf.tidy(() => {
    const index = tf.range(0, n);
    const angles = tf.mul(tf.outerProduct(tf.add(tf.mul(index, 2), 1), index), Math.PI / (2 * n));
    const amplitudes = Array.from({ length: n }, (_, i) => Math.sqrt((i === 0 ? 1 : 2) / n));
    return tf.mul(tf.cos(angles), tf.tensor1d(amplitudes)) as tf.Tensor2D;
  });
}

/** Five steps of the Newton-Schulz iteration of Muon. */
export function orthogonalized(matrix: Tensor): tf.Tensor2D {
  const [rows, columns] = matrix.shape as [number, number];
  const wide = (rows > columns ? tf.transpose(matrix) : matrix) as tf.Tensor2D;
  let iterate = tf.div(wide, tf.add(tf.norm(wide), 1e-7)) as tf.Tensor2D;
  for (let step = 0; step < 5; step++) {
    const gram = tf.matMul(iterate, tf.transpose(iterate));
    const polynomial = tf.add(tf.mul(gram, -4.775), tf.mul(tf.matMul(gram, gram), 2.0315));
    iterate = tf.add(tf.mul(iterate, 3.4445), tf.matMul(polynomial as tf.Tensor2D, iterate));
  }
  return rows > columns ? tf.transpose(iterate) : iterate;
}

/** TensorFlow.js: its Wasm backend, or the plain JavaScript one for cases that need kernels the former lacks. */
export async function startTfjs(): Promise<Peer> {
  await registerTfjsGradients();
  // Leaves out checks of every operation and the hint to install native bindings.
  tf.enableProdMode();
  return {
    nameFor: ({ tfjs }) => (tfjs?.backend === "cpu" ? "tfjs-cpu" : "tfjs"),
    prepare: async ({ tfjs }, size, inputs) => {
      if (!tfjs) return null;
      await tf.setBackend(tfjs.backend);
      const tensors = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, toTensor(x)]));
      return tfjsContender(tfjs.call(tensors, size), tensors);
    },
  };
}

function toTensor({ shape, values }: Input): Tensor {
  if (values instanceof Int32Array) return tf.tensor(values, shape, "int32");
  return tf.tensor(Float32Array.from(values), shape, "float32");
}

function tfjsContender({ run, dispose }: Call, tensors: Record<string, Tensor>): Contender {
  return {
    outputs: async () => {
      const results = run();
      const values = await Promise.all(results.map((x) => x.data()));
      tf.dispose(results);
      return values;
    },
    time: async (count) => {
      const start = performance.now();
      for (let i = 0; i < count; i++) tf.dispose(run());
      return performance.now() - start;
    },
    dispose: () => {
      dispose();
      tf.dispose(tensors);
    },
  };
}
