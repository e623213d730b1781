import { type Array, nn, numpy as np, random, tree } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { accuracy, mlp, type MlpParams } from "@offprint/lab/models";
import { attacker, crossEntropy, type Objective, type Strength } from "../shared/attacker.ts";
import { classCount, type LabelledImages } from "../shared/labelledDigits.ts";

type Compile = RunContext["compile"];

/** Measures a share of the test images, 0..1; borrows the network. Dispose of it after use. */
export interface Measurement {
  measure: (params: MlpParams) => Promise<number>;
  dispose: () => void;
}

/** Share of the images that the network labels rightly. */
export function cleanAccuracy(compile: Compile, data: LabelledImages): Measurement {
  const program = compile((params: MlpParams, { images, labels }: LabelledImages) =>
    accuracy(logitsOf(params, images), labels),
  );
  return { measure: (params) => readNumber(program(params, data)), dispose: () => program.dispose() };
}

/**
 * Share of the images that the network still labels rightly under two attacks, each from its own random start:
 * one on the cross-entropy and one on the margin max_{y'≠y} h_{y'} − h_y.
 */
export function robustAccuracy(
  compile: Compile,
  data: LabelledImages,
  { seed, ...strength }: Strength & { seed: number },
): Measurement {
  const objectives = [crossEntropy, margin];
  const keys = np.unstack(random.split(random.key(seed), objectives.length));
  const attackers = objectives.map((objective, i) =>
    attacker(compile, mlp.apply, data, strength, keys[i]!, objective),
  );
  const program = compile(shareOfSurvivors);
  const measure = async (params: MlpParams) => {
    const attacked: Array[] = [];
    for (const { attack } of attackers) attacked.push(await attack(params));
    const share = await readNumber(program(params, data.labels, attacked));
    dispose(attacked);
    return share;
  };
  const disposeAll = () => [...attackers, program].forEach((each) => each.dispose());
  return { measure, dispose: disposeAll };
}

const margin: Objective = (logits, labels) => {
  const own = nn.oneHot(labels, classCount);
  const others = logits.ref.sub(own.ref.mul(1e6)).max(1);
  return others.sub(logits.mul(own).sum(1));
};

function shareOfSurvivors(params: MlpParams, labels: Array, attacked: Array[]): Array {
  const survived = attacked.map((images) =>
    np.argmax(logitsOf(tree.ref(params), images), -1).equal(labels.ref),
  );
  tree.dispose([params, labels]);
  return survived
    .reduce((all, one) => all.mul(one))
    .astype(np.float32)
    .mean();
}

/** A diverged network has no largest logit; it is taken to answer with the first class. */
function logitsOf(params: MlpParams, images: Array): Array {
  return np.nanToNum(mlp.apply(params, images));
}

async function readNumber(result: Promise<Array>): Promise<number> {
  const scalar = await result;
  const value = (await read(scalar)) as number;
  dispose(scalar);
  return value;
}
