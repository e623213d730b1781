import { type Array, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type Epoch, mlp, type MlpParams, trainEpochs } from "@offprint/lab/models";
import { compSumLoss } from "@offprint/methods/losses";
import {
  addDecayedWeights,
  applyUpdates,
  type ArrayTree,
  chain,
  type GradientTransformation,
  piecewiseConstantSchedule,
  sgd,
} from "@offprint/methods/optimizers";
import { alignGradients } from "@offprint/methods/training";
import type { LabelledImages } from "../shared/labelledDigits.ts";
import { gradientCosine } from "./gradientCosine.ts";
import type { DistillationData } from "./noisyDigits.ts";
import type { Objective } from "./objectives.ts";
import { headLogits, initStudent, initTeacher, type Student } from "./student.ts";

export const batchSize = 64;
const initialRate = 0.05;
/** Shares of a student's training after which the learning rate falls to a tenth. */
const decays = [0.62, 0.75];

type Context = Pick<RunContext, "compile" | "signal">;

/** Keys of a network: for its initial weights and for the order of its batches. Both are consumed. */
export interface TrainingKeys {
  initKey: Array;
  orderKey: Array;
}

type TeacherState = { params: MlpParams; optimizer: ArrayTree; lossSum: Array };

/** Trains the teacher on images and labels, and reports before the first step and after every epoch. */
export async function* trainTeacher(
  { compile, signal }: Context,
  data: LabelledImages,
  { initKey, orderKey }: TrainingKeys,
  epochs: number,
): AsyncGenerator<Epoch<TeacherState>, void, void> {
  const optimizer = descent({});
  const step = compile(
    ({ params, optimizer: memory, lossSum }: TeacherState, all: LabelledImages, indices: Array) => {
      const { images, labels } = takeBatch(all, indices);
      const lossOf = (candidate: MlpParams) => compSumLoss(mlp.apply(candidate, images), labels);
      const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, MlpParams];
      const [updates, next] = optimizer.update(gradient, memory, tree.ref(params));
      return { params: applyUpdates(params, updates), optimizer: next, lossSum: lossSum.add(loss) };
    },
  );
  const params = initTeacher(initKey);
  const state = { params, optimizer: optimizer.init(tree.ref(params)), lossSum: np.zeros([]) };
  const count = data.labels.shape[0]!;
  try {
    yield* trainEpochs<TeacherState, LabelledImages>({
      ...{ step, state, data, count, batchSize, epochs, orderKey, signal },
    });
  } finally {
    step.dispose();
  }
}

/** Cosines between the gradients of an objective's two terms, scalars. */
export type Cosines = {
  /** On the hidden layers. */
  backbone: Array;
  /** On the main head. */
  head: Array;
};

/** `cosines` are those of the first batch of the epoch, zeros where the objective has one term. */
type StudentState = {
  params: Student;
  optimizer: ArrayTree;
  stepInEpoch: Array;
  cosines: Cosines;
  lossSum: Array;
};

/** Trains a student by what its arm makes small, and reports before the first step and after every epoch. */
export async function* trainStudent(
  { compile, signal }: Context,
  data: DistillationData,
  objective: Objective,
  { initKey, orderKey }: TrainingKeys,
  epochs: number,
): AsyncGenerator<Epoch<StudentState>, void, void> {
  const count = data.labels.shape[0]!;
  const stepsPerEpoch = Math.floor(count / batchSize);
  const boundaries = decays.map((share) => [Math.round(share * epochs) * stepsPerEpoch, 0.1]);
  const optimizer = descent(Object.fromEntries(boundaries) as Record<number, number>);
  const step = compile(studentStep(objective, optimizer, stepsPerEpoch));
  const params = initStudent(initKey);
  const state = {
    params,
    optimizer: optimizer.init(tree.ref(params)),
    stepInEpoch: np.zeros([]),
    cosines: { backbone: np.zeros([]), head: np.zeros([]) },
    lossSum: np.zeros([]),
  };
  try {
    yield* trainEpochs<StudentState, DistillationData>({
      ...{ step, state, data, count, batchSize, epochs, orderKey, signal },
    });
  } finally {
    step.dispose();
  }
}

/** SGD with momentum 0.9 and weight decay 5e-4, whose learning rate falls as told. */
function descent(boundariesAndScales: Record<number, number>): GradientTransformation {
  const learningRate = piecewiseConstantSchedule({ initValue: initialRate, boundariesAndScales });
  return chain(addDecayedWeights(5e-4), sgd({ learningRate, momentum: 0.9 }));
}

/** One step on the examples that the indices name: the gradient of each term, then an update by both. */
function studentStep(objective: Objective, optimizer: GradientTransformation, stepsPerEpoch: number) {
  return (state: StudentState, data: DistillationData, indices: Array): StudentState => {
    const { params, stepInEpoch } = state;
    const { losses, gradients } = differentiate(objective, params, takeBatch(data, indices));
    const cosines = updateCosines(state.cosines, stepInEpoch.ref, gradients);
    const [updates, next] = optimizer.update(
      combine(gradients, objective.aligned),
      state.optimizer,
      tree.ref(params),
    );
    return {
      params: applyUpdates(params, updates),
      optimizer: next,
      stepInEpoch: np.where(stepInEpoch.ref.less(stepsPerEpoch - 1), stepInEpoch.add(1), 0),
      cosines,
      lossSum: losses.reduce((sum, loss) => sum.add(loss), state.lossSum),
    };
  };
}

/** Loss and gradient of each term. Borrows the student, consumes the batch. */
function differentiate({ terms }: Objective, params: Student, batch: DistillationData) {
  const parts = terms.map((term) => {
    const lossOf = (candidate: Student) => {
      const { images, ...guidance } = tree.ref(batch);
      return term(headLogits(candidate, images), guidance);
    };
    return valueAndGrad(lossOf)(tree.ref(params)) as [Array, Student];
  });
  tree.dispose(batch);
  return { losses: parts.map(([loss]) => loss), gradients: parts.map(([, gradient]) => gradient) };
}

/** At the first step of an epoch the cosines of its gradients, later those from before. Borrows the gradients. */
function updateCosines(known: Cosines, stepInEpoch: Array, [first, second]: Student[]): Cosines {
  const isFirst = stepInEpoch.equal(0);
  const updated = (part: "backbone" | "head") =>
    first && second
      ? np.where(isFirst.ref, gradientCosine(first[part], second[part]), known[part])
      : known[part];
  const cosines = { backbone: updated("backbone"), head: updated("head") };
  isFirst.dispose();
  return cosines;
}

/** The gradient to descend along; consumes those of the terms. */
function combine([first, second]: Student[], aligned: boolean): Student {
  if (!second) return first!;
  if (!aligned) return tree.map((a: Array, b: Array) => a.add(b), first!, second) as Student;
  const { value, conflict } = alignGradients(first!, second);
  conflict.dispose();
  return value;
}

/** The rows of every array that the indices name; consumes both. */
function takeBatch<Data extends Record<string, Array>>(data: Data, indices: Array): Data {
  const rows = Object.entries(data).map(([name, all]) => [name, all.slice(indices.ref)]);
  indices.dispose();
  return Object.fromEntries(rows) as Data;
}
