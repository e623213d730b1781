import { type Array, numpy as np, random } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import { type Frame, line, type Metrics, progress, type Run, type RunContext } from "@offprint/lab";
import { mlp } from "@offprint/lab/models";
import { classCount } from "../shared/labelledDigits.ts";
import { predictRows } from "../shared/predictRows.ts";
import type { Values } from "./controls.ts";
import { lossShapes } from "./lossShapes.ts";
import { disposeDigits, firstExamples, noisyDigits, type NoisyDigits } from "./noisyDigits.ts";
import { type Objective, objectives } from "./objectives.ts";
import { answer, initStudent, type Student } from "./student.ts";
import { type TestAccuracy, testAccuracy } from "./testAccuracy.ts";
import { type Cosines, trainStudent, trainTeacher, type TrainingKeys } from "./training.ts";

/** Points of a student's curve, about. */
const shownPoints = 50;

/** What a run has in its hands. */
interface Lesson extends Pick<RunContext, "arm" | "seed" | "compile" | "signal"> {
  values: Values;
  objective: Objective;
  digits: NoisyDigits;
  accuracy: TestAccuracy<Student>;
  /** Filled as the run goes on. */
  metrics: Metrics;
}

/** Trains the teacher if the arm asks one, asks it once about all images, and trains the student. */
export const run: Run = async function* (context) {
  const values = context.controls as Values;
  const objective = objectives[context.arm]!(values);
  const digits = await noisyDigits(context.seed, values.noise);
  const accuracy = testAccuracy(context.compile, answer, digits.test);
  const lesson: Lesson = { ...context, values, objective, digits, accuracy, metrics: {} };
  try {
    if (context.arm === "twoHeads") yield* lossShapes(values.temperature);
    yield line("accuracy", [[0, await untrainedAccuracy(lesson)]]);
    yield* study(lesson, yield* teach(lesson));
    yield outcome(lesson.metrics);
    return lesson.metrics;
  } finally {
    accuracy.dispose();
    disposeDigits(digits);
  }
};

/** Accuracy of the student as it starts, to be seen while the teacher is still learning. */
async function untrainedAccuracy({ seed, accuracy }: Lesson): Promise<number> {
  const { initKey, orderKey } = keysOf(seed, "student");
  const student = initStudent(initKey);
  try {
    return await accuracy.measure(student);
  } finally {
    dispose([student, orderKey]);
  }
}

/** Trains the teacher; returns its logits for all training images, or zeros where nobody asks. */
async function* teach(lesson: Lesson): AsyncGenerator<Frame, Array, void> {
  const { digits, values, metrics, compile, signal } = lesson;
  const inputs = digits.train.images;
  if (!lesson.objective.needsTeacher) return np.zeros([inputs.shape[0]!, classCount]);
  let logits: Array | undefined;
  const accuracy = testAccuracy(compile, mlp.apply, digits.test);
  try {
    const epochs = values.teacherEpochs;
    for await (const reached of trainTeacher(lesson, digits.train, keysOf(lesson.seed, "teacher"), epochs)) {
      const { params } = reached.state;
      metrics.teacherAccuracy = await accuracy.measure(params);
      yield line("accuracy", [[reached.epoch, metrics.teacherAccuracy]], "its teacher");
      yield told(
        `The teacher, after ${reached.epoch} of ${epochs} epochs: ${percent(metrics.teacherAccuracy)} right.`,
      );
      yield progress(reached.epoch, epochs + values.epochs);
      if (reached.epoch < epochs) continue;
      logits = await predictRows(compile, mlp.apply, { params, inputs, signal });
    }
    return logits!;
  } finally {
    accuracy.dispose();
  }
}

/** Trains the student and shows its accuracy and where its two gradients point; consumes the teacher's logits. */
async function* study(lesson: Lesson, teacherLogits: Array): AsyncGenerator<Frame, void, void> {
  const { digits, values, metrics, objective, accuracy } = lesson;
  const { epochs } = values;
  const taught = objective.needsTeacher ? values.teacherEpochs : 0;
  const data = firstExamples(digits.train, teacherLogits, values.labelledExamples);
  const keys = keysOf(lesson.seed, "student");
  const cosines = cosineRecord(lesson);
  const every = Math.ceil(epochs / shownPoints);
  try {
    for await (const { epoch, loss, state } of trainStudent(lesson, data, objective, keys, epochs)) {
      if (epoch === 0) continue;
      cosines.add(epoch, await read(state.cosines));
      const isDiverged = !Number.isFinite(loss);
      if (epoch % every !== 0 && epoch !== epochs && !isDiverged) continue;
      metrics.trainingLoss = loss;
      metrics.accuracy = await accuracy.measure(state.params);
      yield line("accuracy", [[epoch, metrics.accuracy]]);
      yield* cosines.frames();
      yield progress(taught + epoch, taught + epochs);
      if (isDiverged) break;
    }
    Object.assign(metrics, cosines.means());
  } finally {
    dispose(data);
  }
}

/** The cosines of a run's epochs: shown from time to time, averaged over the last half of the epochs. */
function cosineRecord({ arm, values, objective }: Lesson) {
  // With two heads no parameter of either head belongs to both losses.
  const shown = objective.terms.length < 2 ? [] : arm === "oneHead" ? parts : parts.slice(0, 1);
  const late = Math.floor(values.epochs / 2);
  const sums: Metrics = Object.fromEntries(shown.map((part) => [part, 0]));
  let fresh: [epoch: number, cosines: Record<Part, number>][] = [];
  return {
    add(epoch: number, cosines: Record<Part, number>): void {
      fresh.push([epoch - 1, cosines]);
      if (epoch > values.epochs - late) for (const part of shown) sums[part]! += cosines[part];
    },
    /** Those since the last time. */
    frames(): Frame[] {
      const points = (part: Part) => fresh.map(([at, cosines]): [number, number] => [at, cosines[part]]);
      const frames = shown.map((part) => line("cosine", points(part), part));
      fresh = [];
      return frames;
    },
    means: (): Metrics => Object.fromEntries(shown.map((part) => [`${part}Cosine`, sums[part]! / late])),
  };
}

type Part = keyof Cosines;
const parts: Part[] = ["backbone", "head"];

/** Equal seeds give equal teachers, and students that start alike and see the same batches. */
function keysOf(seed: number, network: "teacher" | "student"): TrainingKeys {
  const [teacher, student] = np.unstack(random.split(random.key(seed), 2)) as [Array, Array];
  const [own, other] = network === "teacher" ? [teacher, student] : [student, teacher];
  other.dispose();
  const [initKey, orderKey] = np.unstack(random.split(own, 2)) as [Array, Array];
  return { initKey, orderKey };
}

/** Accuracy below which a run is said to have failed; guessing one class gives 0.1. */
const learnedNothing = 0.15;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const told = (text: string): Frame => ({ kind: "text", plot: "outcome", text });

function outcome({ accuracy, teacherAccuracy, trainingLoss }: Metrics): Frame {
  if (!Number.isFinite(trainingLoss)) {
    return told("Diverged: the loss is no longer a number, and training broke off.");
  }
  if (accuracy! < learnedNothing) {
    return told(`No better than chance, ${percent(accuracy!)} right: the student has learned nothing.`);
  }
  const teacher = teacherAccuracy === undefined ? "" : `, against ${percent(teacherAccuracy)} of its teacher`;
  return told(`${percent(accuracy!)} of the test images right${teacher}.`);
}
