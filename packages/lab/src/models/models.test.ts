import {
  type Array,
  defaultDevice,
  DType,
  grad,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  random,
  tree,
} from "@jax-js/jax";
import { finiteDifferences, leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import {
  accuracy,
  averagePool2x2,
  batchNorm,
  batchStandardize,
  conv2d,
  dense,
  layerNorm,
  layerStandardize,
  maxPool2x2,
  mlp,
} from "./index.ts";

/** The plain CPU backend alone has float64 functions that are exact enough for finite differences. */
defaultDevice("cpu");

const draw = (seed: number, shape: number[]) => random.normal(random.key(seed), shape).astype(DType.Float64);
const close = (got: Array, want: Array, tolerance = 1e-5) =>
  expect(np.max(np.abs(got.sub(want))).item()).toBeLessThan(tolerance);

/** Weighs the results, so that no gradient is zero by symmetry. */
const weigh = (x: Array) => {
  const weights = np.linspace(-1, 2, x.size).reshape(x.shape).astype(x.dtype);
  return np.square(x.ref).add(x).mul(weights).sum();
};

/** A layer as a scalar function of float64 arrays. */
interface Case {
  name: string;
  apply: (...inputs: Array[]) => Array;
  shapes: number[][];
}

const layer = (apply: (params: { weights: Array; bias: Array }, x: Array) => Array) =>
  ((weights: Array, bias: Array, x: Array) => apply({ weights, bias }, x)) as Case["apply"];
const affine = (apply: (params: { scale: Array; shift: Array }, x: Array) => Array) =>
  ((scale: Array, shift: Array, x: Array) => apply({ scale, shift }, x)) as Case["apply"];

const cases: Case[] = [
  { name: "dense", apply: layer(dense.apply), shapes: [[3, 2], [2], [4, 3]] },
  {
    name: "dense without bias",
    apply: ((weights: Array, x: Array) => dense.apply({ weights }, x)) as Case["apply"],
    shapes: [
      [3, 2],
      [2, 5, 3],
    ],
  },
  {
    name: "mlp with tanh after both layers",
    apply: ((w1: Array, b1: Array, w2: Array, b2: Array, x: Array) =>
      mlp.apply(
        [
          { weights: w1, bias: b1 },
          { weights: w2, bias: b2 },
        ],
        x,
        { activation: np.tanh, activateOutput: true },
      )) as Case["apply"],
    shapes: [[3, 4], [4], [4, 2], [2], [5, 3]],
  },
  { name: "conv2d, same", apply: layer(conv2d.apply), shapes: [[3, 3, 2, 2], [2], [2, 4, 3, 2]] },
  {
    name: "conv2d, valid",
    apply: layer((params, x) => conv2d.apply(params, x, { padding: "valid" })),
    shapes: [[2, 3, 1, 2], [2], [2, 3, 4, 1]],
  },
  { name: "averagePool2x2", apply: averagePool2x2 as Case["apply"], shapes: [[2, 4, 2, 2]] },
  { name: "maxPool2x2", apply: maxPool2x2 as Case["apply"], shapes: [[2, 4, 2, 2]] },
  { name: "batchStandardize", apply: ((x: Array) => batchStandardize(x)) as Case["apply"], shapes: [[5, 3]] },
  { name: "batchNorm of images", apply: affine(batchNorm.apply), shapes: [[2], [2], [3, 2, 2, 2]] },
  { name: "layerNorm", apply: affine(layerNorm.apply), shapes: [[4], [4], [3, 4]] },
];

for (const { name, apply, shapes } of cases) {
  describe(name, () => {
    const inputs = () => shapes.map((shape, at) => draw(at, shape));
    const total = (...args: Array[]) => weigh(apply(...args));

    for (const position of shapes.keys()) {
      test(`agrees with finite differences in argument ${position}`, async () => {
        const exact = await (grad(total, { argnums: position })(...inputs()) as Array).data();
        const at = inputs();
        const values = Float64Array.from(await at[position]!.data());
        const moved = async (x: Array) => {
          const args = inputs();
          args[position]!.dispose();
          args[position] = x;
          return total(...args).item();
        };
        const numeric = await finiteDifferences(moved, values, shapes[position]!);
        at.forEach((x, other) => other !== position && x.dispose());
        for (const [i, value] of numeric.entries()) expect(exact[i]).toBeCloseTo(value, 6);
        expect(Math.max(...exact.map(Math.abs))).toBeGreaterThan(1e-3);
      });
    }

    test("frees everything, forward and in a program's gradient", async () => {
      const gradients = jit(grad(total, { argnums: [...shapes.keys()] }));
      const body = async () => {
        await apply(...inputs()).data();
        for (const gradient of gradients(...inputs()) as Array[]) await gradient.data();
      };
      await body();
      expect(await leakedBuffers(body)).toBe(0);
      gradients.dispose();
    });
  });
}

describe("conv2d", () => {
  const engine = (weights: Array, x: Array, padding: "SAME" | "VALID") =>
    lax
      .conv(x.transpose([0, 3, 1, 2]), weights.transpose([3, 2, 0, 1]), [1, 1], padding)
      .transpose([0, 2, 3, 1]);

  const kernels = [
    [1, 1],
    [3, 3],
    [2, 3],
    [4, 2],
  ];
  for (const padding of ["same", "valid"] as const) {
    test.each(kernels)(`equals the engine's convolution, %i×%i, ${padding}`, async (...kernel) => {
      for (const device of await init("wasm", "cpu")) {
        defaultDevice(device);
        const [weights, x] = [draw(1, [...kernel, 3, 5]), draw(2, [2, 6, 5, 3])];
        const want = engine(weights.ref, x.ref, padding === "same" ? "SAME" : "VALID");
        const got = conv2d.apply({ weights }, x, { padding });
        expect(got.shape).toEqual(want.shape);
        close(got, want, 1e-12);
      }
      defaultDevice("cpu");
    });
  }

  test("draws weights by the fans of the whole kernel, and a zero bias", () => {
    const { weights, bias } = conv2d.init(random.key(0), [3, 3], 16, 64);
    expect(weights.shape).toEqual([3, 3, 16, 64]);
    expect(np.std(weights).item()).toBeCloseTo(Math.sqrt(2 / 144), 2);
    close(bias, np.zeros([64]));
  });
});

describe("mlp", () => {
  test("is linear after the last layer and ReLU before, unless told otherwise", () => {
    const params = mlp.init(random.key(1), [3, 8, 4]);
    const x = draw(2, [6, 3]).astype(DType.Float32);
    const hidden = nn.relu(np.matmul(x.ref, params[0]!.weights.ref).add(params[0]!.bias.ref));
    const want = np.matmul(hidden, params[1]!.weights.ref).add(params[1]!.bias.ref);
    close(mlp.apply(tree.ref(params), x.ref), want.ref);
    close(mlp.apply(params, x, { activateOutput: true }), nn.relu(want));
  });

  test("starts alike for equal keys and differently in each layer", () => {
    const [first, again] = [mlp.init(random.key(5), [4, 4, 4]), mlp.init(random.key(5), [4, 4, 4])];
    close(first[0]!.weights.ref, again[0]!.weights, 1e-9);
    expect(np.max(np.abs(first[0]!.weights.sub(first[1]!.weights))).item()).toBeGreaterThan(0.1);
    tree.dispose([again[0]!.bias, again[1]!, first[0]!.bias, first[1]!.bias]);
  });
});

describe("normalisation", () => {
  test("standardises features over the batch, with the biased variance", () => {
    const z = batchStandardize(draw(0, [2, 3, 3, 4]).mul(3).add(1000), { epsilon: 0 });
    close(np.mean(z.ref, [0, 1, 2]), np.zeros([4]), 1e-9);
    close(np.var_(z, [0, 1, 2]), np.ones([4]), 1e-9);
  });

  test("standardises each row over its features", () => {
    const z = layerStandardize(draw(0, [3, 8]), { epsilon: 0 });
    close(np.var_(z, 1), np.ones([3]), 1e-9);
  });

  test("keeps a small spread around a large mean in float32", () => {
    const z = batchStandardize(np.array([[1000.25], [1000.5], [1000.75]]), { epsilon: 0 });
    close(z, np.array([[-1], [0], [1]]).mul(Math.sqrt(1.5)), 1e-4);
  });

  test("starts as the plain standardisation", () => {
    const x = draw(3, [5, 2]).astype(DType.Float32);
    close(batchNorm.apply(batchNorm.init(2), x.ref), batchStandardize(x));
  });
});

describe("pooling", () => {
  const image = () => np.array([1, 2, 3, 4, 5, 6, 7, 8]).reshape([1, 2, 4, 1]);
  test("takes the mean of each block", () => {
    close(averagePool2x2(image()), np.array([3.5, 5.5]).reshape([1, 1, 2, 1]));
  });
  test("takes the maximum of each block", () => {
    close(maxPool2x2(image()), np.array([6, 8]).reshape([1, 1, 2, 1]));
  });
});

describe("accuracy", () => {
  const labels = () => np.array(Int32Array.from([0, 1, 1]));
  test("counts rows whose largest logit is the label's", () => {
    const logits = np.array([
      [2, 1],
      [2, 1],
      [0, 3],
    ]);
    expect(accuracy(logits, labels()).item()).toBeCloseTo(2 / 3, 6);
  });
  test("gives a tie to the first class", () => {
    expect(accuracy(np.zeros([3, 2]), labels()).item()).toBeCloseTo(1 / 3, 6);
  });
});
