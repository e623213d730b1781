import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { defineCase } from "../benchCase.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { type Backend, matMul, startTfjs, steps, valueAndGradient } from "./tfjs.ts";

const size = { rows: 2 };
const inputs = { x: { shape: [2, 1], values: Float32Array.of(3, 4) } };
type Peered = Parameters<typeof defineCase<typeof size, "x">>[0];

const withTfjs = (tfjs: Peered["tfjs"]) =>
  defineCase({
    name: "any",
    sizes: [size, size],
    inputs: () => inputs,
    offprint: ({ x }) => compiledValueAndGradient((z) => z!.sum(), [x]),
    tfjs,
    torch: null,
  });

const squaredLength = (backend: Backend) =>
  withTfjs({
    backend,
    call: ({ x }) =>
      valueAndGradient((z) => tf.sum(matMul(tf.transpose(z!) as tf.Tensor2D, z as tf.Tensor2D)), [x]),
  });

test("both backends return the value and the gradient", async () => {
  const peer = await startTfjs();
  for (const [backend, name] of [
    ["wasm", "tfjs"],
    ["cpu", "tfjs-cpu"],
  ] as const) {
    const benchCase = squaredLength(backend);
    expect(peer.nameFor(benchCase)).toBe(name);
    const contender = (await peer.prepare(benchCase, size, inputs))!;
    const outputs = await contender.outputs();
    expect(outputs.map((x) => Array.from(x))).toEqual([[25], [6, 8]]);
    expect(tf.getBackend()).toBe(backend);
    await contender.dispose();
  }
}, 60_000);

test("an update goes on from its own result, with the gradients in turn, and leaves nothing behind", async () => {
  const peer = await startTfjs();
  await tf.setBackend("wasm");
  const before = tf.memory().numTensors;
  const walk = withTfjs({
    backend: "wasm",
    call: ({ x }) => {
      const gradients = [tf.scalar(1), tf.scalar(10)];
      return steps(([at], gradient) => [tf.sub(at!, gradient)], [tf.clone(x)], gradients, gradients);
    },
  });
  const contender = (await peer.prepare(walk, size, inputs))!;
  const seen = [];
  for (let run = 0; run < 3; run++) seen.push(Array.from((await contender.outputs())[0]!));
  expect(seen).toEqual([
    [2, 3],
    [-8, -7],
    [-9, -8],
  ]);
  await contender.time(10);
  await contender.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("a case without a form in TensorFlow.js has no contender", async () => {
  const peer = await startTfjs();
  const benchCase = withTfjs(null);
  expect(peer.nameFor(benchCase)).toBe("tfjs");
  expect(await peer.prepare(benchCase, size, inputs)).toBeNull();
});
