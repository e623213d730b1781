import { type Array, DType, grad, jit, lax, nn, numpy as np, random, vmap } from "@jax-js/jax";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Comparison, findDifference, runOn } from "../../test/compareTargets.ts";
import { loweredPrimitives, withoutOnnxForm } from "./lower.ts";

/** Numbers at which functions go wrong. */
const edges = [0, -0, 1, -1, 0.5, -0.5, 3, -2.5, 1e-30, -1e30, 88, -104, 1e-8, NaN, Infinity, -Infinity];
const floats = (values: number[], shape = [values.length]) =>
  np.array(Float32Array.from(values)).reshape(shape);
const doubles = (values: number[]) => np.array(Float64Array.from(values));
const ints = (values: number[], shape = [values.length]) => np.array(Int32Array.from(values)).reshape(shape);
const uints = (values: number[]) => np.array(Uint32Array.from(values));
const bools = (values: boolean[]) => np.array(values);
const normal = (shape: number[], seed = 1) => random.normal(random.key(seed), shape);

/** Every pair of edges. */
const left = floats(edges.flatMap((a) => edges.map(() => a)));
const right = floats(edges.flatMap(() => edges));
const [intLeft, intRight] = [
  [7, -7, 12, 0, -12, 2 ** 31 - 1, -(2 ** 31), 5],
  [3, 3, -5, 2, -5, 2, 3, 4],
] as const;

interface Case extends Comparison {
  fn: (...args: Array[]) => unknown;
  args: Array[];
}

type Cases = Record<string, Case>;

const unary = (fn: (x: Array) => Array, tolerance = 0, args = [floats(edges)]): Cases => ({
  "at the edges": { fn: fn as Case["fn"], args, tolerance },
});
const binary = (fn: (a: Array, b: Array) => Array, atEdges: Comparison = {}): Cases => ({
  "of every pair of edges": { fn: fn as Case["fn"], args: [left, right], ...atEdges },
  "of integers": { fn: fn as Case["fn"], args: [ints([...intLeft]), ints([...intRight])] },
  "of unsigned integers": { fn: fn as Case["fn"], args: [uints([7, 0, 2 ** 32 - 1]), uints([3, 2, 5])] },
  "of doubles": { fn: fn as Case["fn"], args: [doubles([0.1, -2, 3]), doubles([0.2, 7, NaN])] },
  "of a matrix and a row": { fn: fn as Case["fn"], args: [normal([3, 4]), normal([4], 2)] },
  "of a column and a row": { fn: fn as Case["fn"], args: [normal([3, 1]), normal([1, 4], 2)] },
  "of integers and a number": { fn: (a) => fn(a!, 3 as unknown as Array), args: [ints([...intLeft])] },
  "of integers and floats": { fn: fn as Case["fn"], args: [ints([1, -5, 3]), floats([2.5, 0.5, -1])] },
  "of booleans and a number": {
    fn: (a) => fn(a!, 2 as unknown as Array),
    args: [bools([true, false, true])],
  },
});

const reduction = (fn: (x: Array, axis?: number | number[]) => Array, tolerance = 0): Cases => ({
  "of everything": { fn: (x) => fn(x!), args: [normal([3, 4])], tolerance },
  "of an axis": { fn: (x) => fn(x!, 0), args: [normal([3, 4])], tolerance },
  "of two axes": { fn: (x) => fn(x!, [0, 2]), args: [normal([3, 4, 5])], tolerance },
  "of doubles": { fn: (x) => fn(x!, 0), args: [doubles([0.1, 0.2, -5])], tolerance },
  "of integers": { fn: (x) => fn(x!, 0), args: [ints([3, -5, 7, 2, 1, 0], [3, 2])] },
  "of unsigned integers": { fn: (x) => fn(x!, 0), args: [uints([3, 2 ** 31, 5])] },
  "of NaN and infinities": { fn: (x) => fn(x!, 1), args: [floats(edges, [4, 4])], tolerance },
  "of no rows": { fn: (x) => fn(x!, 0), args: [np.zeros([0, 3])] },
  "of rows without elements": { fn: (x) => fn(x!, 0), args: [np.zeros([3, 0])] },
  "of a broadcast array": { fn: (x) => fn(np.broadcastTo(x!, [5, 3]), 0), args: [normal([3])], tolerance },
});

const contraction = (equation: string, left: number[], right: number[]): Case => ({
  fn: (a, b) => [
    np.einsum(equation, a!.ref, b!.ref),
    grad((x: Array, y: Array) => np.square(np.einsum(equation, x, y)).sum(), { argnums: [0, 1] })(a!, b!),
  ],
  args: [normal(left, 3), normal(right, 4)],
  tolerance: 1e-5,
});

type ConvOptions = { lhsDilation?: number[]; rhsDilation?: number[]; featureGroupCount?: number };
const convolution = (
  image: number[],
  kernel: number[],
  strides: number[],
  padding: [number, number][],
  options: ConvOptions = {},
): Case => ({
  fn: (x, w) => {
    const conv = (a: Array, b: Array) => lax.convGeneralDilated(a, b, strides, padding, options);
    const loss = (a: Array, b: Array) => np.square(conv(a, b)).sum();
    return [conv(x!.ref, w!.ref), grad(loss, { argnums: [0, 1] })(x!, w!)];
  },
  args: [normal(image, 5), normal(kernel, 6)],
  tolerance: 2e-5,
});

const sorted = (values: number[], shape?: number[]): Case => ({
  fn: (x) => [np.sort(x!.ref), np.argsort(x!)],
  args: [floats(values, shape)],
});

const table: Record<string, Cases> = {
  add: {
    ...binary((a, b) => a.add(b)),
    "of booleans": {
      fn: (a, b) => a!.add(b!),
      args: [bools([true, true, false]), bools([true, false, false])],
    },
  },
  mul: {
    ...binary((a, b) => a.mul(b)),
    "of booleans": {
      fn: (a, b) => a!.mul(b!),
      args: [bools([true, true, false]), bools([true, false, false])],
    },
  },
  // The quotient is one by a rounded reciprocal in the engine.
  idiv: binary((a, b) => np.floorDivide(a, b), { tolerance: 2e-7 }),
  mod: binary((a, b) => a.mod(b)),
  // Which zero is the lesser one, ONNX does not say.
  min: binary((a, b) => np.minimum(a, b), { signsOfZero: false }),
  max: {
    ...binary((a, b) => np.maximum(a, b), { signsOfZero: false }),
    "with its gradient at ties": {
      fn: (x, y) => grad((a: Array, b: Array) => np.maximum(a, b).sum(), { argnums: [0, 1] })(x!, y!),
      args: [floats([1, 2, 3]), floats([1, 3, 2])],
    },
  },
  bit_combine: {
    "of integers": {
      fn: (a, b) => [np.bitwiseAnd(a!.ref, b!.ref), np.bitwiseOr(a!.ref, b!.ref), np.bitwiseXor(a!, b!)],
      args: [ints([...intLeft]), ints([...intRight])],
    },
    "of booleans": {
      fn: (a, b) => [np.logicalAnd(a!.ref, b!.ref), np.logicalOr(a!.ref, b!.ref), np.logicalXor(a!, b!)],
      args: [bools([true, true, false, false]), bools([true, false, true, false])],
    },
    "with a number": { fn: (a) => np.bitwiseAnd(a!, 5), args: [uints([7, 2 ** 32 - 1, 8])] },
  },
  bit_shift: {
    "of unsigned integers": {
      fn: (a, b) => [np.leftShift(a!.ref, b!.ref), np.rightShift(a!, b!)],
      args: [uints([1, 2 ** 31, 2 ** 32 - 1, 5]), uints([31, 1, 16, 0])],
    },
    "of integers": {
      fn: (a, b) => [np.leftShift(a!.ref, b!.ref), np.rightShift(a!, b!)],
      args: [ints([1, -8, -(2 ** 31), 2 ** 31 - 1]), ints([4, 1, 31, 16])],
    },
  },
  bit_count: {
    "of integers": { fn: (a) => np.bitwiseCount(a!), args: [ints([0, 1, -1, 255, -(2 ** 31), 2 ** 31 - 1])] },
    "of unsigned integers": { fn: (a) => np.bitwiseCount(a!), args: [uints([0, 3, 2 ** 32 - 1])] },
  },
  neg: {
    ...unary((x) => x.neg()),
    "of integers": { fn: (x) => x!.neg(), args: [ints([...intLeft])] },
    "of unsigned integers": { fn: (x) => x!.neg(), args: [uints([0, 1, 2 ** 31])] },
    "in differences": {
      fn: (a, b) => [a!.ref.sub(b!.ref), a!.neg().add(b!)],
      args: [left, right],
      signsOfZero: false,
    },
  },
  reciprocal: {
    ...unary((x) => np.reciprocal(x), 1e-7),
    "in quotients": { fn: (a, b) => a!.div(b!), args: [left, right], tolerance: 3e-7 },
  },
  floor: { ...unary(np.floor), "of halves": { fn: (x) => np.floor(x!), args: [floats([2.5, -2.5, 1e9])] } },
  ceil: { ...unary(np.ceil), "of halves": { fn: (x) => np.ceil(x!), args: [floats([2.5, -2.5, -0.3])] } },
  stop_gradient: { "at the edges": { fn: (x) => lax.stopGradient(x!), args: [floats(edges)] } },
  cast: Object.fromEntries(
    [DType.Float32, DType.Float64, DType.Int32, DType.Uint32, DType.Bool].map((dtype): [string, Case] => [
      `to ${dtype}`,
      {
        fn: (...inputs) => inputs.map((x) => x.astype(dtype)),
        args: [
          floats([0, -0, 1.5, -1.5, 3e9, -3e9, NaN, Infinity, -Infinity, 1e30, -0.9, 0.9]),
          doubles([0.1, -7.9, NaN]),
          ints([...intLeft]),
          uints([0, 5, 2 ** 32 - 1]),
          bools([true, false]),
        ],
      },
    ]),
  ),
  bitcast: {
    "there and back": {
      fn: (x) => {
        const bits = x!.view(DType.Int32);
        return [bits.ref, bits.ref.view(DType.Uint32), bits.view(DType.Float32)];
      },
      args: [floats(edges.filter((x) => !Number.isNaN(x)))],
    },
  },
  sin: unary(np.sin, 2e-6, [floats([0, 0.1, 3, -7, 31, 100, Infinity, NaN])]),
  cos: unary(np.cos, 2e-6, [floats([0, 0.1, 3, -7, 31, 100, -Infinity, NaN])]),
  asin: unary(np.asin, 1e-6, [floats([0, 0.5, 1, -1, 0.999, -0.3, 1.5, NaN])]),
  atan: unary(np.atan, 1e-6),
  exp: unary(np.exp, 2e-6),
  log: unary((x) => np.log(x), 2e-6, [floats([0, 1, 2, 1e-30, 1e30, Infinity, NaN, -1, 1e-40])]),
  erf: unary(lax.erf, 2e-6),
  erfc: {
    ...unary(lax.erfc, 2e-6),
    // The engine is good to 1e-3 there.
    "in its tail": { fn: (x) => np.log(lax.erfc(x!)), args: [floats([1, 2, 3, 5, 8])], tolerance: 1e-3 },
  },
  sqrt: unary(np.sqrt, 1e-7, [floats([0, 1, 2, 1e-30, 1e30, Infinity, NaN, -1])]),
  reduce: {
    ...prefix(
      "sum ",
      reduction((x, axis) => x.sum(axis), 1e-6),
    ),
    ...prefix(
      "product ",
      reduction((x, axis) => x.prod(axis), 1e-6),
    ),
    ...prefix(
      "least ",
      reduction((x, axis) => x.min(axis)),
    ),
    ...prefix(
      "greatest ",
      reduction((x, axis) => x.max(axis)),
    ),
    "any and all": {
      fn: (x) => [np.any(x!.ref, 0), np.all(x!.ref, 1), np.any(x!.ref), np.all(x!)],
      args: [
        np.array([
          [true, false, true],
          [true, false, false],
        ]),
      ],
    },
    "gradient of the greatest, at ties": {
      fn: (x) =>
        grad((a: Array) =>
          a
            .max(1)
            .mul(np.array([1, 2]))
            .sum(),
        )(x!),
      args: [floats([3, 3, 1, 0, 5, 5], [2, 3])],
      tolerance: 1e-7,
    },
  },
  dot: {
    "matrix and matrix": contraction("ij,jk->ik", [3, 4], [4, 5]),
    "transposed ones": contraction("ji,kj->ik", [4, 3], [5, 4]),
    "matrix and vector": contraction("ij,j->i", [3, 4], [4]),
    "vector and matrix": contraction("j,jk->k", [4], [4, 5]),
    "vector and vector": contraction("i,i->", [4], [4]),
    "outer product": contraction("i,j->ij", [3], [4]),
    "a batch of matrices": contraction("bij,bjk->bik", [2, 3, 4], [2, 4, 5]),
    "a batch and one matrix": contraction("bij,jk->bik", [2, 3, 4], [4, 5]),
    "many free axes": contraction("abj,cdj->dbac", [2, 3, 4], [5, 2, 4]),
    "rows with rows": contraction("bi,bi->b", [3, 4], [3, 4]),
    "batch axes apart": contraction("ibj,bjk->kbi", [3, 2, 4], [2, 4, 5]),
    "over an axis of one": contraction("ij,jk->ik", [3, 1], [1, 5]),
    "one axis summed alone": contraction("ij,k->k", [3, 4], [5]),
    "of empty arrays": { fn: (a, b) => np.matmul(a!, b!), args: [np.zeros([2, 0]), np.zeros([0, 3])] },
    "of no rows": { fn: (a, b) => np.matmul(a!, b!), args: [np.zeros([0, 2]), np.zeros([2, 3])] },
    "of integers": {
      fn: (a, b) => np.matmul(a!, b!),
      args: [ints([1, 2, 3, 4], [2, 2]), ints([5, 6, 7, 8], [2, 2])],
    },
    "of doubles": {
      fn: (a, b) => np.dot(a!, b!),
      args: [doubles([0.1, 0.2]), doubles([3, 4])],
      tolerance: 1e-15,
    },
    "of NaN and infinities": {
      fn: (a, b) => np.matmul(a!, b!),
      args: [floats([1, NaN, Infinity, 0, 2, 3], [3, 2]), floats([1, 0, -1, 2], [2, 2])],
    },
    "with a broadcast side": {
      fn: (a, b) => np.matmul(np.broadcastTo(a!, [3, 4]), b!),
      args: [normal([4]), normal([4, 5], 2)],
      tolerance: 1e-6,
    },
  },
  conv: {
    "of one axis": convolution([2, 3, 9], [4, 3, 3], [1], [[0, 0]]),
    plain: convolution(
      [2, 3, 8, 7],
      [4, 3, 3, 3],
      [1, 1],
      [
        [0, 0],
        [0, 0],
      ],
    ),
    "with strides and pads": convolution(
      [2, 3, 8, 7],
      [4, 3, 3, 2],
      [2, 3],
      [
        [1, 2],
        [0, 1],
      ],
    ),
    "with dilated kernel": convolution(
      [1, 2, 9, 9],
      [3, 2, 3, 2],
      [1, 2],
      [
        [1, 1],
        [0, 2],
      ],
      { rhsDilation: [2, 3] },
    ),
    "with dilated image": convolution(
      [1, 2, 4, 5],
      [3, 2, 3, 3],
      [1, 1],
      [
        [1, 1],
        [2, 0],
      ],
      { lhsDilation: [2, 3] },
    ),
    "with negative pads": convolution(
      [1, 2, 8, 8],
      [3, 2, 3, 3],
      [1, 1],
      [
        [-1, 0],
        [1, -2],
      ],
    ),
    "in groups": convolution(
      [2, 6, 5, 5],
      [4, 3, 3, 3],
      [1, 1],
      [
        [1, 1],
        [1, 1],
      ],
      { featureGroupCount: 2 },
    ),
    "of one pixel": convolution(
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [1, 1],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  },
  pool: {
    greatest: window((x) => x.max(), [2, 2], [2, 2]),
    "sums that overlap": window((x) => x.sum(), [3, 2], [1, 2]),
    "of one axis": window((x) => x.min(), [3], [2]),
  },
  pool_transpose: {
    greatest: windowGradient((x) => x.max(), [2, 2], [2, 2]),
    "sums that overlap": windowGradient((x) => x.sum(), [3, 2], [1, 2]),
    "with rest": windowGradient((x) => x.max(), [3, 3], [2, 3]),
  },
  compare: {
    ...prefix(
      "less ",
      binary((a, b) => a.less(b)),
    ),
    ...prefix(
      "less or equal ",
      binary((a, b) => a.lessEqual(b)),
    ),
    ...prefix(
      "equal ",
      binary((a, b) => a.equal(b)),
    ),
    ...prefix(
      "not equal ",
      binary((a, b) => a.notEqual(b)),
    ),
    ...prefix(
      "greater ",
      binary((a, b) => a.greater(b)),
    ),
    "of booleans": {
      fn: (a, b) => [a!.ref.equal(b!.ref), a!.notEqual(b!)],
      args: [bools([true, true, false, false]), bools([true, false, true, false])],
    },
  },
  where: {
    // ONNX Runtime adds up what both branches contribute.
    "of every pair of edges": {
      fn: (a, b) => np.where(a!.ref.less(b!.ref), a!, b!),
      args: [left, right],
      signsOfZero: false,
    },
    "of integers": {
      fn: (a, b) => np.where(a!.ref.less(b!.ref), a!, b!),
      args: [ints([...intLeft]), ints([...intRight])],
    },
    "of booleans": {
      fn: (a, b) => np.where(a!.ref, b!, a!),
      args: [bools([true, false]), bools([false, false])],
    },
    "of unsigned integers": {
      fn: (a, b) => np.where(a!.ref.less(b!.ref), a!, b!),
      args: [uints([1, 2 ** 32 - 1]), uints([2, 5])],
    },
    "of a row and a number": {
      fn: (c, x) => np.where(c!, x!, 0),
      args: [bools([true, false]), normal([3, 2])],
    },
  },
  concatenate: {
    "along both axes": {
      fn: (a, b) => [np.concatenate([a!.ref, b!.ref], 0), np.concatenate([a!, b!], 1)],
      args: [normal([2, 3]), normal([2, 3], 2)],
    },
    "with an empty one": {
      fn: (a, b) => np.concatenate([a!, b!], 0),
      args: [np.zeros([0, 2]), normal([1, 2])],
    },
    "of floats and integers": { fn: (a, b) => np.concatenate([a!, b!]), args: [normal([2]), ints([1, 2])] },
    "of booleans": { fn: (a) => np.concatenate([a!.ref, a!]), args: [bools([true, false])] },
    "of broadcast arrays": {
      fn: (a, b) => np.concatenate([np.broadcastTo(a!, [2, 3]), np.broadcastTo(b!, [4, 3])], 0),
      args: [normal([3]), normal([3], 2)],
    },
  },
  split: {
    "into parts": { fn: (x) => np.split(x!, [1, 3], 1), args: [normal([2, 5])] },
    "into an empty one": { fn: (x) => np.split(x!, [0, 2]), args: [normal([3])] },
  },
  random_bits: {
    "for shapes": {
      fn: (key) => [random.bits(key!.ref, []), random.bits(key!.ref, [5]), random.bits(key!, [2, 3])],
      args: [random.key(3)],
    },
    "for many keys": {
      fn: (keys) => vmap((key: Array) => random.bits(key, [2]))(keys!),
      args: [random.split(random.key(1), 3)],
    },
    "for split keys": {
      fn: (key) => [random.split(key!.ref, 3), random.split(key!)],
      args: [random.key(2 ** 31)],
    },
    "for distributions": {
      fn: (key) => [
        random.uniform(key!.ref, [9]),
        random.normal(key!.ref, [9]),
        random.bernoulli(key!.ref, 0.3, [9]),
        random.permutation(key!, 9),
      ],
      args: [random.key(11)],
      tolerance: 1e-6,
    },
  },
  gather: {
    "along one axis": {
      fn: (x, i) => [np.take(x!.ref, i!.ref, 0), np.take(x!, i!, 1)],
      args: [normal([5, 6]), ints([4, 0, 2])],
    },
    "with a matrix of indices": {
      fn: (x, i) => np.take(x!, i!, 1),
      args: [normal([3, 4]), ints([3, 0, 1, 1], [2, 2])],
    },
    "along two axes": {
      fn: (x, i, j) => x!.slice(i!, j!),
      args: [normal([5, 6]), ints([4, 0, 2]), ints([5, 1, 0])],
    },
    "with a slice between": {
      fn: (x, i, j) => x!.slice(i!, [1, 3], j!),
      args: [normal([5, 6, 4]), ints([4, 0, 2]), ints([3, 1, 0])],
    },
    "after a slice": { fn: (x, i) => x!.slice([], i!), args: [normal([3, 4]), ints([1, 1])] },
    "along the last axis": {
      fn: (x, i) => np.takeAlongAxis(x!, i!, 1),
      args: [normal([3, 4]), ints([3, 1, 0, 0, 2, 2], [3, 2])],
    },
    "of booleans": { fn: (x, i) => np.take(x!, i!, 0), args: [bools([true, false, true]), ints([2, 1])] },
  },
  scatter: {
    "from the gradient of a gather": {
      fn: (x, i) => grad((a: Array) => np.square(np.take(a, i!.ref, 0)).sum())(x!),
      args: [normal([5, 3]), ints([4, 0, 4])],
      tolerance: 1e-6,
    },
    "along the second axis": {
      fn: (x, i) => grad((a: Array) => np.square(np.take(a, i!.ref, 1)).sum())(x!),
      args: [normal([3, 5]), ints([4, 0, 4])],
      tolerance: 1e-6,
    },
    "along two axes": {
      fn: (x, i, j) => grad((a: Array) => np.square(a.slice(i!.ref, j!.ref)).sum())(x!),
      args: [normal([5, 6]), ints([4, 0, 4]), ints([5, 1, 5])],
      tolerance: 1e-6,
    },
  },
  transpose: {
    "of axes": { fn: (x) => [x!.ref.transpose([2, 0, 1]), x!.transpose()], args: [normal([2, 3, 4])] },
    twice: { fn: (x) => x!.transpose([2, 0, 1]).transpose([1, 2, 0]), args: [normal([2, 3, 4])] },
  },
  broadcast: {
    "to more axes": { fn: (x) => np.broadcastTo(x!, [2, 4, 3]), args: [normal([4, 1])] },
    "of a number": { fn: (x) => np.broadcastTo(x!, [2, 3]), args: [np.array(3)] },
    "to nothing": { fn: (x) => np.broadcastTo(x!, [0, 3]), args: [normal([3])] },
  },
  reshape: {
    plain: {
      fn: (x) => [x!.ref.reshape([6]), x!.ref.reshape([3, 2]), x!.reshape([1, 6, 1])],
      args: [normal([2, 3])],
    },
    "of a broadcast array": {
      fn: (x) => {
        const wide = np.broadcastTo(x!, [4, 2, 3]);
        return [wide.ref.reshape([8, 3]), wide.ref.reshape([4, 6]), wide.reshape([2, 2, 6])];
      },
      args: [normal([2, 3])],
    },
    "of an empty array": { fn: (x) => x!.reshape([3, 0, 2]), args: [np.zeros([0, 3])] },
  },
  flip: { "of axes": { fn: (x) => [np.flip(x!.ref, 0), np.flip(x!)], args: [normal([2, 3])] } },
  shrink: {
    "of axes": { fn: (x) => [x!.ref.slice([1, 2], [0, 2]), x!.slice(1)], args: [normal([3, 4])] },
    "to nothing": { fn: (x) => x!.slice([1, 1]), args: [normal([3, 4])] },
    "of a broadcast array": { fn: (x) => np.broadcastTo(x!, [5, 3]).slice([1, 3], [2]), args: [normal([3])] },
  },
  pad: {
    "of axes": {
      fn: (x) =>
        np.pad(x!, [
          [1, 2],
          [0, 1],
        ]),
      args: [normal([2, 3])],
    },
    "of integers": { fn: (x) => np.pad(x!, [[1, 2]]), args: [ints([1, 2])] },
    "of unsigned integers": { fn: (x) => np.pad(x!, [[1, 2]]), args: [uints([1, 2 ** 32 - 1])] },
    "of booleans": { fn: (x) => np.pad(x!, [[1, 2]]), args: [bools([true, true])] },
    "of a broadcast array": {
      fn: (x) =>
        np.pad(np.broadcastTo(x!, [2, 3]), [
          [1, 1],
          [0, 0],
        ]),
      args: [normal([3])],
    },
  },
  sort: {
    "of the edges": sorted([3, NaN, -0, 0, Infinity, -1, NaN, -Infinity]),
    "of ties": sorted([1, 1, 2, 1, 0, 0, 2, 1], [2, 4]),
    "of rows without elements": { fn: (x) => [np.sort(x!.ref), np.argsort(x!)], args: [np.zeros([2, 0])] },
    "of integers": { fn: (x) => [np.sort(x!.ref), np.argsort(x!)], args: [ints([...intLeft])] },
    "of unsigned integers": {
      fn: (x) => [np.sort(x!.ref), np.argsort(x!)],
      args: [uints([5, 2 ** 32 - 1, 0])],
    },
    "along the first axis": { fn: (x) => np.sort(x!, 0), args: [normal([4, 3])], reference: "plain" },
    "of doubles": {
      fn: (x) => [np.sort(x!.ref), np.argsort(x!)],
      args: [doubles([0.3, NaN, -1, 0.3, -0, 0])],
    },
    "of many": { fn: (x) => [np.sort(x!.ref), np.argsort(x!)], args: [normal([3, 200])] },
  },
  argsort: {
    "of the greatest k": { fn: (x) => lax.topK(x!, 3), args: [floats([1, 5, 5, NaN, -2, 5], [2, 3])] },
  },
  fft: {
    "of powers of two": {
      fn: fourier(np.fft.fft),
      args: [normal([2, 8]), normal([2, 8], 2)],
      tolerance: 1e-5,
    },
    "of other sizes": { fn: fourier(np.fft.fft), args: [normal([15]), normal([15], 2)], tolerance: 1e-5 },
    inverse: { fn: fourier(np.fft.ifft), args: [normal([2, 12]), normal([2, 12], 2)], tolerance: 1e-5 },
  },
  jit: {
    "of a function in the program": {
      fn: (x, y) => {
        const inner = jit((a: Array, b: Array) => [nn.softmax(a).mul(b), np.array([1, 2, 3])]);
        const [first, second] = inner(x!, y!) as [Array, Array];
        return inner(first, second);
      },
      args: [normal([3]), normal([3], 2)],
      tolerance: 1e-6,
    },
  },
};

function prefix(word: string, cases: Cases): Cases {
  return Object.fromEntries(Object.entries(cases).map(([name, value]) => [word + name, value]));
}

function window(fn: (x: Array) => Array, size: number[], strides: number[]): Case {
  const shape = [2, 3, 8, 7].slice(0, 2 + size.length);
  return { fn: (x) => lax.reduceWindow(x!, fn, size, strides), args: [normal(shape)], tolerance: 1e-6 };
}

function windowGradient(fn: (x: Array) => Array, size: number[], strides: number[]): Case {
  const pooled = (x: Array) => np.square(lax.reduceWindow(x, fn, size, strides)).sum();
  return { fn: (x) => grad(pooled)(x!), args: [normal([2, 3, 8, 7])], tolerance: 1e-5 };
}

function fourier(transform: (a: { real: Array; imag: Array }) => { real: Array; imag: Array }): Case["fn"] {
  return (real, imag) => transform({ real: real!, imag: imag! });
}

/** The engine's primitives, from its declarations: the enumeration itself is not exported. */
function enginePrimitives(): string[] {
  const file = new URL("index.d.ts", import.meta.resolve("@jax-js/jax"));
  const [, body] = /declare enum Primitive \{([^}]*)\}/.exec(readFileSync(file, "utf8"))!;
  return [...body!.matchAll(/=\s*"(\w+)"/g)].map(([, name]) => name!);
}

test("every primitive of the engine is lowered or known to have no ONNX form", () => {
  expect(enginePrimitives().length).toBeGreaterThan(40);
  expect(enginePrimitives().sort()).toEqual([...loweredPrimitives, ...withoutOnnxForm].sort());
});

test("every primitive that is lowered has its cases", () => {
  expect(Object.keys(table).sort()).toEqual([...loweredPrimitives].sort());
});

describe.each(Object.entries(table))("%s", (_, cases) => {
  test.each(Object.entries(cases))("%s", async (_name, { fn, args, ...options }) => {
    expect(await findDifference(fn as (...args: never[]) => unknown, args, options)).toBeUndefined();
  });
});

describe("beyond the engine's compiler", () => {
  test("a sort has a gradient", async () => {
    const weighted = (x: Array) =>
      np
        .sort(x)
        .mul(np.array([1, 2, 3]))
        .sum();
    const [result] = await runOn("onnx", (x: Array) => grad(weighted)(x), [floats([5, -1, 2])]);
    expect(result!.values).toEqual([3, 1, 2]);
  });

  test("integer division by zero leaves the process alive", async () => {
    const divide = (a: Array, b: Array) => [np.floorDivide(a.ref, b.ref), a.mod(b)];
    const results = await runOn("onnx", divide, [ints([7, 1]), ints([0, 2])]);
    expect(results.map(({ values }) => values[1])).toEqual([0, 1]);
  });
});
