import { type Array, grad, nn, numpy as np, random, tree } from "@jax-js/jax";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findDifference } from "../../../test/compareTargets.ts";
import { compile, read } from "../../index.ts";
import { traceGraph } from "../traceGraph.ts";

const normal = (shape: number[], seed = 1) => random.normal(random.key(seed), shape);

type Fn = (...args: Array[]) => unknown;

/** The operators that a function becomes, with how often. */
function operatorsOf(fn: Fn, args: Array[]): Record<string, number> {
  const types = args.map((x) =>
    Object.assign(Object.create(null), { shape: x.shape, dtype: x.dtype, weakType: false }),
  );
  const { graph, outputs } = traceGraph(fn as never, types, tree.structure(args as never));
  return Object.fromEntries(graph.operators(outputs));
}

/** A convolution as a sum of products with shifted images, [batch, side, side, channels]. */
function convolve(x: Array, kernel: Array): Array {
  const [rows, columns, inputs, outputs] = kernel.shape as [number, number, number, number];
  const [batch, height, width] = x.shape as [number, number, number];
  const padded = np.pad(x, [
    [0, 0],
    [Math.floor(rows / 2), rows - 1 - Math.floor(rows / 2)],
    [0, columns - 1],
    [0, 0],
  ]);
  const products: Array[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const window = padded.ref.slice([], [row, row + height], [column, column + width]);
      const part = kernel.ref.slice(row, column);
      products.push(np.matmul(window.reshape([batch * height * width, inputs]), part));
    }
  }
  padded.dispose();
  kernel.dispose();
  return products.reduce((sum, product) => sum.add(product)).reshape([batch, height, width, outputs]);
}

const squares =
  (fn: Fn) =>
  (...args: Array[]) =>
    np.square(fn(...args) as Array).sum();
const gradient = (fn: Fn, count: number) =>
  grad(squares(fn), { argnums: globalThis.Array.from({ length: count }, (_, i) => i) });

const [image, kernel] = [normal([2, 5, 4, 9]), normal([3, 3, 9, 8], 2)];
const [x, w, b] = [normal([7, 5]), normal([5, 3], 2), normal([3], 3)];
const labels = np.array(Int32Array.of(0, 2, 1, 1, 0, 2, 2));

interface Case {
  fn: Fn;
  args: Array[];
  /** Operators that must be there just so often. */
  has: Record<string, number>;
}

const cases: Record<string, Case> = {
  "a bias goes into the product": {
    fn: (x, w, b) => np.matmul(x!, w!).add(b!),
    args: [x, w, b],
    has: { Gemm: 1, Add: 0 },
  },
  "so does a bias of a product in more axes": {
    fn: (x, w, b) => np.matmul(x!, w!).reshape([1, 7, 3]).add(b!),
    args: [x, w, b],
    has: { Gemm: 1, Add: 0 },
  },
  "a step of gradient descent is one product": {
    fn: (x, w, slope) => w!.sub(np.matmul(x!.transpose(), slope!).mul(0.1)),
    args: [x, w, normal([7, 3], 4)],
    has: { Gemm: 1, Sub: 0, Mul: 0, Transpose: 0 },
  },
  "and so is that of a bias": {
    fn: (b, slope) => b!.sub(slope!.sum(0).mul(0.1)),
    args: [b, normal([7, 3], 4)],
    has: { Gemm: 1, Sub: 0, Mul: 0, ReduceSum: 0 },
  },
  "a product less something": {
    fn: (x, w, slope) => np.matmul(x!, w!).sub(slope!),
    args: [x, w, normal([7, 3], 4)],
    has: { Gemm: 1, Sub: 0 },
  },
  "products are added up as one": {
    fn: (x, w) => np.matmul(x!.ref, w!.ref).add(np.matmul(x!.add(2), w!.add(1))),
    args: [x, w],
    has: { Gemm: 1 },
  },
  "a product that is a result itself is not taken away": {
    fn: (x, w, b) => {
      const product = np.matmul(x!, w!);
      return [product.ref, product.ref.add(b!), product.mul(2)];
    },
    args: [x, w, b],
    has: { Gemm: 1, Add: 1, Mul: 1 },
  },
  "a bias of another shape stays outside": {
    fn: (x, w, column) => np.matmul(x!, w!).add(column!),
    args: [x, w, normal([7, 1], 4)],
    has: { Gemm: 1, Add: 1 },
  },
  "cross-entropy and its gradient": {
    fn: (z, y) => {
      const loss = (logits: Array) => nn.logSoftmax(logits).mul(nn.oneHot(y!.ref, 3)).sum(1).mean().neg();
      return [loss(z!.ref), grad(loss)(z!)];
    },
    args: [normal([7, 3], 5), labels],
    has: { LogSoftmax: 1, ReduceMax: 0, Log: 0, IsNaN: 0, ScatterElements: 1 },
  },
  "the gradient of cross-entropy alone": {
    fn: (z, y) => grad((logits: Array) => nn.logSoftmax(logits).mul(nn.oneHot(y!, 3)).sum(1).mean())(z!),
    args: [normal([7, 3], 5), labels],
    has: { Softmax: 1, LogSoftmax: 0, ReduceMax: 0, Exp: 0 },
  },
  "a softmax whose exponential is needed as well keeps its parts": {
    fn: (z) => {
      const e = np.exp(z!.ref.sub(z!.max(1, { keepdims: true })));
      return [e.ref, e.ref.div(e.sum(1, { keepdims: true }))];
    },
    args: [normal([7, 3], 5)],
    has: { Softmax: 0, Exp: 1 },
  },
  "the gradients of an array's parts are put together": {
    fn: gradient((x) => np.concatenate([x!.ref.slice([], [3, 5]), x!.slice([], [0, 3]).mul(2)], 1), 1),
    args: [x],
    has: { Pad: 0, Concat: 2 },
  },
  "a convolution by parts is one product": {
    fn: (x, k) => convolve(x!, k!),
    args: [image, kernel],
    has: { Gemm: 1, Gather: 1, Slice: 0, Concat: 0, Add: 0 },
  },
  "and its gradients are one product each": {
    fn: gradient((x, k) => convolve(x!, k!), 2),
    args: [image, kernel],
    has: { Gemm: 3, Gather: 2, Slice: 0, Concat: 0 },
  },
};

describe("fusions", () => {
  test.each(Object.entries(cases))("%s", async (_, { fn, args, has }) => {
    const found = operatorsOf(fn, args);
    expect(Object.fromEntries(Object.keys(has).map((op) => [op, found[op] ?? 0]))).toEqual(has);
    const options = { tolerance: 1e-4, reference: "plain" } as const;
    expect(await findDifference(fn as (...args: never[]) => unknown, args, options)).toBeUndefined();
  });

  test("convolutions of any kernel and their gradients", async () => {
    const size = fc.integer({ min: 1, max: 4 });
    const channels = fc.constantFrom(1, 2, 8, 11);
    const shapes = fc.tuple(size, size, channels, channels, size);
    const run = async ([rows, columns, inputs, outputs, batch]: number[]) => {
      const args = [normal([batch!, 4, 5, inputs!], 7), normal([rows!, columns!, inputs!, outputs!], 8)];
      const both = (x: Array, k: Array) => [
        convolve(x.ref, k.ref),
        gradient((a, b) => convolve(a!, b!), 2)(x, k),
      ];
      const difference = await findDifference(both, args, { tolerance: 3e-4, reference: "plain" });
      for (const array of args) array.dispose();
      expect(difference).toBeUndefined();
    };
    await fc.assert(fc.asyncProperty(shapes, run), { numRuns: 25, seed: 5 });
  }, 60_000);

  test("a float64 product keeps all digits of what multiplies it", async () => {
    const float64 = (values: number[]) => np.array(Float64Array.from(values)).reshape([2, 2]);
    const [a, b] = [float64([1, 2, 3, 4]), float64([5, 6, 7, 8])];
    const third = () => np.array(Float64Array.of(1 / 3)).reshape([]);
    for (const scaled of [
      (x: Array, y: Array) => np.matmul(x, y).mul(third()),
      (x: Array, y: Array) => np.matmul(x.mul(third()), y),
    ]) {
      const program = compile(scaled, { target: "onnx" });
      const [[corner]] = await read(await program(a, b));
      expect(Math.abs(corner - 19 / 3)).toBeLessThan(1e-14);
      program.dispose();
    }
  });

  test("rows with a NaN or infinities keep them in a softmax", async () => {
    const z = np.array([
      [1, NaN, 2],
      [-Infinity, 0, 1],
      [Infinity, 0, 1],
    ]);
    const fn = (x: Array) => [nn.logSoftmax(x.ref), nn.softmax(x)];
    expect(await findDifference(fn, [z], { tolerance: 1e-6, signsOfZero: false })).toBeUndefined();
  });
});
