import { type Array, grad, nn, numpy as np } from "@jax-js/jax";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findDifference } from "../../test/compareTargets.ts";

/** An array of a random program. Exact ones hold small whole numbers, which both targets compute alike. */
interface Item {
  array: Array;
  exact: boolean;
}

/** Makes decisions from a random tape: a whole number below `count`. */
type Choose = (count: number) => number;

type Operation = (take: () => Item, choose: Choose) => Item;

const smooth =
  (fn: (x: Array) => Array): Operation =>
  (take) => ({ array: fn(take().array), exact: false });

const moved =
  (fn: (x: Array, choose: Choose) => Array): Operation =>
  (take, choose) => {
    const { array, exact } = take();
    return { array: fn(array, choose), exact };
  };

/** Brings two arrays to shapes that broadcast: where axes disagree, the second is summed over them. */
function fit(a: Item, b: Item): [Array, Array] {
  const extra = Math.max(0, b.array.ndim - a.array.ndim);
  let other = extra > 0 ? b.array.sum(firstAxes(extra)) : b.array;
  const offset = a.array.ndim - other.ndim;
  for (let axis = 0; axis < other.ndim; axis++) {
    const [want, has] = [a.array.shape[axis + offset]!, other.shape[axis]!];
    if (want !== has && want !== 1 && has !== 1) other = other.sum(axis, { keepdims: true });
  }
  return [a.array, other];
}

const firstAxes = (length: number) => globalThis.Array.from({ length }, (_, i) => i);

const combined =
  (fn: (a: Array, b: Array) => Array): Operation =>
  (take) => {
    const [a, b] = [take(), take()];
    return { array: fn(...fit(a, b)), exact: a.exact && b.exact };
  };

const matrixOf = (x: Array) => x.reshape([-1, x.shape.at(-1) ?? 1]);

/** Keeps whole numbers small enough to stay exact. */
const bounded = (x: Array) => np.clip(x, -99, 99);

/** Only for exact arrays: jumps of a function or its gradient must not meet differences in rounding. */
const jumping =
  (fn: (x: Array, choose: Choose) => Array): Operation =>
  (take, choose) => {
    const { array, exact } = take();
    return exact ? { array: fn(array, choose), exact } : { array: np.tanh(array), exact };
  };

const jumpingPair =
  (fn: (a: Array, b: Array) => Array): Operation =>
  (take) => {
    const [a, b] = [take(), take()];
    const exact = a.exact && b.exact;
    const [left, right] = fit(a, b);
    return { array: exact ? fn(left, right) : left.add(right), exact };
  };

const anyAxis = (x: Array, choose: Choose) => (x.ndim === 0 ? null : choose(x.ndim));

const operations: Operation[] = [
  combined((a, b) => bounded(a.add(b))),
  combined((a, b) => bounded(a.sub(b))),
  combined((a, b) => bounded(a.mul(b))),
  combined((a, b) => a.div(np.square(b).add(1))),
  jumpingPair((a, b) => np.maximum(a, b)),
  jumpingPair((a, b) => np.where(a.ref.less(0), a, b)),
  smooth((x) => np.tanh(x)),
  smooth((x) => np.exp(np.clip(x, -3, 3))),
  smooth((x) => np.log(np.square(x).add(1))),
  smooth((x) => np.sqrt(np.square(x).add(0.5))),
  smooth((x) => (x.ndim === 0 ? np.sin(x) : nn.softmax(x))),
  smooth((x) => (x.ndim === 0 ? np.cos(x) : nn.logSoftmax(x, 0))),
  smooth((x) => nn.logSoftmax(x.reshape([-1, Math.max(1, x.shape.at(-1) ?? 1)]))),
  smooth((x) => (x.ndim === 0 ? np.exp(np.clip(x, -3, 3)) : nn.logsumexp(x, -1))),
  // Sums of products, with numbers and other terms, and of parts of an array.
  (take) => {
    const [a, b] = [matrixOf(take().array), matrixOf(take().array)];
    const width = Math.min(a.shape[1]!, b.shape[1]!);
    const [left, right] = [a.slice([], [0, width]), b.slice([], [0, width])];
    const gram = np.matmul(left.ref, right.ref.transpose()).mul(0.25);
    const total = gram.add(np.matmul(left, right.transpose())).sub(1);
    return { array: np.clip(total, -99, 99), exact: false };
  },
  (take) => {
    const { array, exact } = take();
    const x = matrixOf(array);
    const [rows, columns] = x.shape as [number, number];
    const corner = x.ref.slice([0, 1], [0, 1]).mul(3);
    const right = columns > 1 ? x.ref.slice([], [1, columns]).sum(1, { keepdims: true }) : x.ref;
    const below = rows > 1 ? x.ref.slice([1, rows]).sum(0, { keepdims: true }) : x.ref;
    return { array: bounded(x.add(corner).add(right.sum()).sub(below)), exact };
  },
  (take) => {
    const x = matrixOf(take().array);
    const marks = nn.oneHot(
      np.array(Int32Array.from({ length: x.shape[0]! }, (_, i) => i % x.shape[1]!)),
      x.shape[1]!,
    );
    return { array: nn.logSoftmax(x).mul(marks).sum(1).neg(), exact: false };
  },
  moved((x, choose) => bounded(x.sum(anyAxis(x, choose)))),
  jumping((x, choose) => x.max(anyAxis(x, choose), { keepdims: true })),
  jumping((x, choose) => x.min(anyAxis(x, choose))),
  moved((x) => x.transpose()),
  moved((x) => x.reshape([-1])),
  moved((x) => np.expandDims(x, 0)),
  moved((x, choose) => np.broadcastTo(x, [choose(3) + 1, ...x.shape])),
  moved((x, choose) => (x.ndim === 0 ? x : np.flip(x, choose(x.ndim)))),
  moved((x, choose) => (x.ndim === 0 ? x : np.concatenate([x.ref, x], choose(x.ndim)))),
  moved((x) =>
    x.ndim === 0 ? x : np.pad(x, [[1, 0], ...x.shape.slice(1).map((): [number, number] => [0, 1])]),
  ),
  moved((x) => (x.ndim === 0 ? x : x.slice([0, 1]))),
  moved((x) => (x.ndim === 0 ? x : np.take(x, np.array(Int32Array.of(0, x.shape[0]! - 1, 0)), 0))),
  jumping((x) => np.floor(x.div(2))),
  jumping((x) => np.sign(x)),
  jumping((x, choose) => x.equal(choose(3)).astype(np.float32)),
  jumping((x) => (x.ndim === 0 ? x : np.argmax(x, 0).astype(np.float32))),
  (take) => {
    const [a, b] = [take(), take()];
    if (a.array.ndim === 0 || b.array.ndim === 0)
      return { array: np.outer(a.array.reshape([-1]), b.array.reshape([-1])), exact: false };
    const [left, right] = [
      a.array.reshape([-1, a.array.shape.at(-1)!]),
      b.array.reshape([b.array.shape[0]!, -1]),
    ];
    const inner = Math.min(left.shape[1]!, right.shape[0]!);
    const product = np.matmul(left.slice([], [0, inner]), right.slice([0, inner]));
    return { array: bounded(product), exact: a.exact && b.exact };
  },
];

/** Arrays of more elements are summed, so that programs stay small. */
const largest = 200;

/** The function that a tape of random numbers spells. */
function programOf(tape: number[]) {
  return (...inputs: Array[]): Array[] => {
    let at = 0;
    const choose: Choose = (count) => tape[at++ % tape.length]! % count;
    const items: Item[] = inputs.map((array) => ({ array, exact: true }));
    const take = () => {
      const { array, exact } = items[items.length - 1 - choose(Math.min(items.length, 4))]!;
      return { array: array.ref, exact };
    };
    for (let i = 0; i < 8; i++) {
      const { array, exact } = operations[choose(operations.length)]!(take, choose);
      items.push({ array: array.size > largest ? bounded(array.sum(0)) : array, exact });
    }
    const last = items.splice(-3).map(({ array }) => array);
    for (const { array } of items) array.dispose();
    return last;
  };
}

const shapes = fc.constantFrom<number[]>([], [1], [4], [2, 3], [3, 1], [3, 2], [2, 1, 3]);

const input = shapes.chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: size, maxLength: size })
    .map((values) => ({ shape, values }));
});

// The plain call is the reference: compiled by the engine, `pad` loses the zeros around a literal.
test("random programs and their gradients compute what the plain functions do", async () => {
  const tapes = fc.array(fc.nat(9999), { minLength: 12, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(tapes, input, input, async (tape, first, second) => {
      const program = programOf(tape);
      const total = (a: Array, b: Array) =>
        program(a, b)
          .map((x) => x.sum())
          .reduce((x, y) => x.add(y));
      const both = (a: Array, b: Array) => [program(a.ref, b.ref), grad(total, { argnums: [0, 1] })(a, b)];
      const args = [first, second].map(({ shape, values }) =>
        np.array(Float32Array.from(values)).reshape(shape),
      );
      const difference = await findDifference(both, args, {
        tolerance: 2e-4,
        signsOfZero: false,
        reference: "plain",
      });
      for (const array of args) array.dispose();
      expect(difference).toBeUndefined();
    }),
    { numRuns: 100, seed: 20240611, endOnFailure: true },
  );
}, 120_000);
