import { type Array as EngineArray, grad, numpy as np, tree } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import { dispose, read } from "@offprint/compile";
import type { Compile, Frame } from "@offprint/lab";
import { metrixLoss, type MetrixLossOptions } from "@offprint/methods/losses";
import { unitRows } from "../shared/unitRows.ts";
import { drawBeta } from "../shared/drawBeta.ts";
import type { Mixing } from "./batches.ts";
import type { LossName, MixLevel, Values } from "./controls.ts";
import { embed, type Params } from "./network.ts";
import { mix } from "./objectives.ts";
import { labelFrame, planeFrame } from "./plots.ts";
import { type Examples, imageAt, imagesOf, type Task } from "./task.ts";

const shownImages = { train: 160, test: 240, mixtures: 120 };
const lambdaCount = 41;

/** What the pictures are made from, as engine arrays. */
type Scene = {
  train: EngineArray;
  test: EngineArray;
  /** Places in `train`. */
  mixing: Mixing;
  /** One mixture at each λ, of the first training image's class and another. */
  ladder: Mixing;
};

/** Pictures of a network; borrows it. */
export interface Observation {
  frames: (params: Params) => Promise<Frame[]>;
  dispose: () => void;
}

/**
 * Prepares the pictures that a run shows.
 * @param level what the arm mixes; without mixing there are no crosses, and the one mixture is of embeddings
 */
export function openObservation(
  compile: Compile,
  task: Task,
  { level, values, stream }: { level: MixLevel; values: Values; stream: Rng },
): Observation {
  const [train, test] = [sample(task.train, shownImages.train), sample(task.test, shownImages.test)];
  const mixing = drawShownMixing(stream, train.digits, values.beta);
  const scene: Scene = {
    train: imagesOf(train),
    test: imagesOf(test),
    mixing,
    ladder: ladderOf(train.digits),
  };
  const ownClass = task.rowsByClass.findIndex((rows) => task.train.digits[rows[0]!] === train.digits[0]);
  const program = compile(look(values.loss, level, ownClass));
  const frames = async (params: Params) => {
    const seen = await program(params, scene);
    const { train: known, test: unseen, mixed, pulls } = await read(seen);
    dispose(seen);
    const shown = { train: known, test: unseen, mixed: level === "none" ? [] : mixed, digits: test.digits };
    return [await planeFrame(shown), labelFrame(pulls)];
  };
  const close = () => {
    program.dispose();
    dispose(scene);
  };
  return { frames, dispose: close };
}

function look(loss: LossName, level: MixLevel, ownClass: number) {
  return ({ network, proxies }: Params, scene: Scene) => {
    const z = embed(tree.ref(network), scene.train.ref);
    const test = embed(tree.ref(network), scene.test);
    const blend = (mixing: Mixing): EngineArray => {
      const mixed =
        level === "input"
          ? embed(tree.ref(network), mix(scene.train.ref, mixing, false))
          : mix(z.ref, mixing, true);
      tree.dispose([mixing.first, mixing.second]);
      return mixed;
    };
    const mixed = blend(scene.mixing);
    scene.mixing.lambda.dispose();
    const ladder = blend(scene.ladder);
    const anchor =
      loss === "proxyAnchor" ? unitRows(proxies.ref.slice([ownClass, ownClass + 1])) : z.ref.slice([0, 1]);
    const similarity = np.inner(ladder, anchor);
    const pulls = netPull(loss, similarity, scene.ladder.lambda);
    tree.dispose([network, proxies, scene.train]);
    return { train: z, test, mixed, pulls };
  };
}

/**
 * How hard a loss pulls a mixture minus how hard it pushes it, each at most 1, from its similarity [n, 1] with the
 * anchor and its λ [n]. Consumes both.
 */
function netPull(loss: LossName, similarity: EngineArray, lambda: EngineArray): EngineArray {
  const { scale, ...options } = templates[loss];
  const weight = lambda.reshape([-1, 1]);
  const slope = grad((s: EngineArray) => metrixLoss(s, weight, null, { ...options, reduction: "sum" }))(
    similarity,
  );
  return (slope as EngineArray).reshape([-1]).mul(-1 / scale);
}

/** The losses in cosines, and the slope of their strongest pull. A distance of 0.5 is a cosine of 1 − 0.5² / 2. */
const templates: Record<LossName, MetrixLossOptions & { scale: number }> = {
  multiSimilarity: { loss: "multiSimilarity", scale: 1 },
  proxyAnchor: { loss: "proxyAnchor", scale: 32 },
  contrastive: { loss: "contrastive", margin: 0.875, scale: 1 },
};

/** So many images, evenly spread over the set, or all if there are fewer. */
function sample({ pixels, digits }: Examples, count: number): Examples {
  const size = Math.min(count, digits.length);
  const rows = Array.from({ length: size }, (_, i) => Math.floor((i * digits.length) / size));
  return {
    pixels: Float32Array.from(rows.flatMap((row) => [...imageAt(pixels, row)])),
    digits: Int32Array.from(rows, (row) => digits[row]!),
  };
}

/** Random pairs of different digits with their λ. */
function drawShownMixing(stream: Rng, digits: Int32Array, beta: number): Mixing {
  const first = Int32Array.from({ length: shownImages.mixtures }, () => stream.int(digits.length));
  const second = first.map((row) => {
    const others = [...digits.keys()].filter((other) => digits[other] !== digits[row]);
    return others[stream.int(others.length)]!;
  });
  const lambda = Float32Array.from(first, () => drawBeta(stream, beta, beta));
  return { first: np.array(first), second: np.array(second), lambda: np.array(lambda) };
}

/** Mixtures of another image of the first image's digit with one of a different digit, from λ = 0 to 1. */
function ladderOf(digits: Int32Array): Mixing {
  const positive = digits.findIndex((digit, row) => row > 0 && digit === digits[0]);
  const negative = digits.findIndex((digit) => digit !== digits[0]);
  const always = (row: number) => np.array(new Int32Array(lambdaCount).fill(row));
  const lambda = Float32Array.from({ length: lambdaCount }, (_, i) => i / (lambdaCount - 1));
  return { first: always(positive), second: always(negative), lambda: np.array(lambda) };
}
