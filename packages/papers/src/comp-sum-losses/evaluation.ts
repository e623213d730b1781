import { type Array, nn, numpy as np, random, tree } from "@jax-js/jax";
import { dispose, type Program, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { accuracy, mlp, type MlpParams } from "@offprint/lab/models";
import { compSumLoss } from "@offprint/methods/losses";
import { pgdAttack, randomPerturbation } from "@offprint/methods/training";
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

export interface Strength {
  epsilon: number;
  /** Length of an attack step; ε/8 in the final test. */
  stepSize: number;
  /** Number of attack steps, a multiple of {@link stepsPerCall}. */
  steps: number;
  seed: number;
}

/** Steps that one call of an attack program makes: few enough to compile quickly. */
const stepsPerCall = 5;

/**
 * Share of the images that the network still labels rightly under two attacks, each from its own random start:
 * one on the cross-entropy and one on the margin max_{y'≠y} h_{y'} − h_y.
 */
export function robustAccuracy(compile: Compile, data: LabelledImages, strength: Strength): Measurement {
  const attacks = [crossEntropy, margin].map((objective) => attackProgram(compile, objective, strength));
  const program = compile(shareOfSurvivors);
  const measure = async (params: MlpParams) => {
    const keys = np.unstack(random.split(random.key(strength.seed), attacks.length));
    const starts = keys.map((key) => randomPerturbation(key, data.images.shape, strength));
    const found: Array[] = [];
    for (const [i, attack] of attacks.entries()) {
      let perturbation = starts[i]!;
      for (let step = 0; step < strength.steps; step += stepsPerCall) {
        perturbation = await attack.step(perturbation, params, data);
      }
      found.push(perturbation);
    }
    const share = await readNumber(program(params, data, found));
    dispose(found);
    return share;
  };
  const disposeAll = () => [...attacks, program].forEach((each) => each.dispose());
  return { measure, dispose: disposeAll };
}

type Objective = (logits: Array, labels: Array) => Array;

const crossEntropy: Objective = (logits, labels) => compSumLoss(logits, labels, { reduction: "none" });

const margin: Objective = (logits, labels) => {
  const own = nn.oneHot(labels, classCount);
  const others = logits.ref.sub(own.ref.mul(1e6)).max(1);
  return others.sub(logits.mul(own).sum(1));
};

/** Takes the perturbation some steps further. */
function attackProgram(
  compile: Compile,
  objective: Objective,
  { epsilon, stepSize }: Strength,
): Program<[Array, MlpParams, LabelledImages], Array> {
  return compile((initialPerturbation: Array, params: MlpParams, { images, labels }: LabelledImages) => {
    const attacked = pgdAttack((x) => objective(mlp.apply(tree.ref(params), x), labels.ref), images.ref, {
      epsilon,
      stepSize,
      steps: stepsPerCall,
      initialPerturbation,
    });
    tree.dispose([params, labels]);
    return attacked.sub(images);
  });
}

function shareOfSurvivors(
  params: MlpParams,
  { images, labels }: LabelledImages,
  perturbations: Array[],
): Array {
  const survived = perturbations.map((perturbation) => {
    const logits = logitsOf(tree.ref(params), np.clip(images.ref.add(perturbation), 0, 1));
    return np.argmax(logits, -1).equal(labels.ref);
  });
  tree.dispose([params, images, labels]);
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
