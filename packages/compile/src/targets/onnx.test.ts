import { type Array, grad, nn, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterEach, describe, expect, test } from "vitest";
import { findDifference, runOn } from "../../test/compareTargets.ts";
import { compile, dispose, liveProgramArrays, read } from "../index.ts";
import { releaseIdle, sessionCount } from "../onnx/sessions.ts";

type Layer = { weights: Array; bias: Array };

const uniform = (shape: number[], seed: number) => random.uniform(random.key(seed), shape);

const perceptron = (widths: number[]): Layer[] =>
  widths.slice(1).map((width, i) => ({
    weights: uniform([widths[i]!, width], i)
      .sub(0.5)
      .mul(2 / Math.sqrt(widths[i]!)),
    bias: np.zeros([width]),
  }));

function loss(layers: Layer[], images: Array, labels: Array): Array {
  const logits = layers.reduce((x, { weights, bias }, i) => {
    const out = np.matmul(x, weights).add(bias);
    return i < layers.length - 1 ? nn.relu(out) : out;
  }, images);
  return nn.logSoftmax(logits).mul(nn.oneHot(labels, 10)).sum(-1).neg().mean();
}

function descend(layers: Layer[], images: Array, labels: Array): Layer[] {
  const [value, gradient] = valueAndGrad(loss)(tree.ref(layers), images, labels) as [Array, Layer[]];
  value.dispose();
  return tree.map((weight: Array, slope: Array) => weight.sub(slope.mul(0.1)), layers, gradient) as Layer[];
}

/** Sorts the last axis by a bitonic network of soft comparators: each pair is exchanged as far as it is out of order. */
function softSort(x: Array): Array {
  const lanes = x.shape.at(-1)!;
  for (let block = 2; block <= lanes; block *= 2) {
    for (let reach = block / 2; reach >= 1; reach /= 2) {
      const partners = Int32Array.from({ length: lanes }, (_, i) => i ^ reach);
      const directions = Float32Array.from({ length: lanes }, (_, i) =>
        ((i & block) === 0) === ((i & reach) === 0) ? 1 : -1,
      );
      const gap = x.ref.sub(np.take(x.ref, np.array(partners), 1));
      x = x.sub(gap.ref.mul(nn.sigmoid(gap.mul(np.array(directions)).mul(8))));
    }
  }
  return x;
}

/** Memory in use, without what is garbage: buffers are freed a little after they are found to be that. */
async function memoryInUse(): Promise<NodeJS.MemoryUsage> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage();
}

const images = uniform([8, 64], 99);
const labels = np.array(Int32Array.from({ length: 8 }, (_, i) => i % 10));

describe("long programs", () => {
  test("a sorting network of 64 lanes sorts, and has the engine's gradient", async () => {
    const x = random.permutation(random.key(1), 128).astype(np.float32).reshape([2, 64]);
    const [result] = await runOn("onnx", softSort, [x]);
    for (const row of [0, 1]) {
      const values = result!.values.slice(row * 64, (row + 1) * 64);
      const sorted = [...values].sort((a, b) => a - b);
      values.forEach((value, i) => expect(Math.abs(value - sorted[i]!)).toBeLessThan(0.1));
    }
    const weights = np.arange(64).astype(np.float32);
    const slope = (x: Array, w: Array) => grad((a: Array) => np.sin(softSort(a)).mul(w).sum())(x);
    expect(await findDifference(slope, [x.div(20), weights], { tolerance: 1e-3 })).toBeUndefined();
  }, 60_000);

  test("a perceptron of 20 layers compiles and trains as on jit", async () => {
    const layers = perceptron([64, ...globalThis.Array.from({ length: 19 }, () => 32), 10]);
    expect(await findDifference(descend, [layers, images, labels], { tolerance: 1e-5 })).toBeUndefined();
    dispose(layers);
  }, 60_000);
});

describe("sessions", () => {
  afterEach(() => releaseIdle());

  test("are shared by equal programs and released with the last", async () => {
    releaseIdle();
    const before = sessionCount();
    const programs = [1, 2, 3].map(() => compile((x: Array) => np.exp(x).sum(), { target: "onnx" }));
    const other = compile((x: Array) => np.exp(x).sum().mul(2), { target: "onnx" });
    for (const program of [...programs, other]) dispose(await program(images));
    expect(sessionCount()).toBe(before + 2);
    for (const program of programs) program.dispose();
    releaseIdle();
    expect(sessionCount()).toBe(before + 1);
    other.dispose();
    releaseIdle();
    expect(sessionCount()).toBe(before);
  });

  test("that are known cost no compilation", async () => {
    const before = sessionCount();
    const fn = (x: Array) => softSort(x.reshape([8, 64])).sum();
    const [first, second] = [compile(fn, { target: "onnx" }), compile(fn, { target: "onnx" })];
    dispose(await first(images));
    dispose(await second(images));
    expect(sessionCount()).toBe(before + 1);
    first.dispose();
    second.dispose();
  });

  test("outlive a program that is disposed while it runs", async () => {
    const program = compile((x: Array) => x.sum(), { target: "onnx" });
    const running = program(images);
    program.dispose();
    releaseIdle();
    const sum = await running;
    expect(await read(sum)).toBeCloseTo(256, -2);
    dispose(sum);
  });
});

describe("a training loop", () => {
  test("keeps its memory over 100,000 steps", async () => {
    type State = { weights: Array; count: Array };
    const program = compile(
      ({ weights, count }: State, x: Array): State => {
        const slope = np.tanh(np.matmul(x, weights.ref)).sum(0);
        return { weights: weights.sub(slope.mul(1e-3)), count: count.add(1) };
      },
      { target: "onnx" },
    );
    const live = liveProgramArrays();
    let state: State = { weights: np.ones([64, 16]), count: np.array(0) };
    const run = async (steps: number) => {
      for (let i = 0; i < steps; i++) state = await program.step(state, images);
      return memoryInUse();
    };
    const before = await run(20_000);
    const after = await run(80_000);
    const grown = (kind: "rss" | "arrayBuffers") => (after[kind] - before[kind]) / 2 ** 20;
    // One result a step left behind would make more than 300.
    expect(grown("arrayBuffers")).toBeLessThan(32);
    expect(grown("rss")).toBeLessThan(96);
    expect(await read(state.count)).toBe(100_000);
    dispose(state);
    expect(liveProgramArrays()).toBe(live);
    program.dispose();
  }, 120_000);
});

describe("a program as a file", () => {
  test("runs elsewhere, and has all that was asked for", async () => {
    const fn = (x: Array, unused: Array) => {
      unused.dispose();
      const sum = x.ref.add(1);
      return { sum: sum.ref, again: sum, same: x, constant: np.array([5, 6]) };
    };
    const { bytes } = compile(fn).toOnnx(np.zeros([2]), np.zeros([1]));
    const session = await InferenceSession.create(bytes);
    expect(session.inputNames).toEqual(["x", "unused"]);
    const feeds = { x: new Tensor("float32", [1, 2], [2]), unused: new Tensor("float32", [0], [1]) };
    const results = await session.run(feeds);
    const values = Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]));
    expect(values).toEqual({
      "result.sum": [2, 3],
      "result.again": [2, 3],
      "result.same": [1, 2],
      "result.constant": [5, 6],
    });
    await session.release();
  });

  test("is the same for the same function", () => {
    const bytesOf = () => compile((x: Array) => np.exp(x).sum()).toOnnx(images).bytes;
    expect(Buffer.compare(bytesOf(), bytesOf())).toBe(0);
  });

  test("is refused, by the primitive's name, where ONNX lacks something", () => {
    expect(() => compile((x: Array) => np.linalg.cholesky(x)).toOnnx(np.eye(2))).toThrow(/^cholesky/);
  });
});
