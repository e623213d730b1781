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
import { answer } from "./student.ts";
import { testAccuracy } from "./testAccuracy.ts";
import { type Cosines, trainStudent, trainTeacher, type TrainingKeys } from "./training.ts";

/** What a run has in its hands. */
interface Lesson extends Pick<RunContext, "arm" | "seed" | "compile" | "signal"> {
  values: Values;
  objective: Objective;
  digits: NoisyDigits;
  /** Filled as the run goes on. */
  metrics: Metrics;
}

/** Trains the teacher if the arm asks one, asks it once about all images, and trains the student. */
export const run: Run = async function* (context) {
  const values = context.controls as Values;
  const objective = objectives[context.arm]!(values);
  const digits = await noisyDigits(context.seed, values.noise);
  const lesson: Lesson = { ...context, values, objective, digits, metrics: {} };
  try {
    if (context.arm === "twoHeads") yield* lossShapes(values.temperature);
    yield* study(lesson, yield* teach(lesson));
    yield outcome(lesson.metrics);
    return lesson.metrics;
  } finally {
    disposeDigits(digits);
  }
};

/** Trains the teacher; returns its logits for all training images, or zeros where nobody asks. */
async function* teach(lesson: Lesson): AsyncGenerator<Frame, Array, void> {
  const { digits, values, metrics, compile, signal } = lesson;
  const inputs = digits.train.images;
  let logits: Array | undefined;
  if (!lesson.objective.needsTeacher) return np.zeros([inputs.shape[0]!, classCount]);
  const accuracy = testAccuracy(compile, mlp.apply, digits.test);
  try {
    const epochs = values.teacherEpochs;
    for await (const reached of trainTeacher(lesson, digits.train, keysOf(lesson.seed, "teacher"), epochs)) {
      const { params } = reached.state;
      metrics.teacherAccuracy = await accuracy.measure(params);
      yield told(
        `The teacher, after ${reached.epoch} of ${epochs} epochs: ${percent(metrics.teacherAccuracy)} right.`,
      );
      yield progress(reached.epoch, epochs + values.epochs);
      if (reached.epoch === epochs)
        logits = await predictRows(compile, mlp.apply, { params, inputs, signal });
    }
    return logits!;
  } finally {
    accuracy.dispose();
  }
}

/** Trains the student and shows its accuracy and where its two gradients point; consumes the teacher's logits. */
async function* study(lesson: Lesson, teacherLogits: Array): AsyncGenerator<Frame, void, void> {
  const { digits, values, metrics, objective, compile } = lesson;
  const { epochs } = values;
  const taught = objective.needsTeacher ? values.teacherEpochs : 0;
  const data = firstExamples(digits.train, teacherLogits, values.labelledExamples);
  const accuracy = testAccuracy(compile, answer, digits.test);
  const cosines = cosineRecord(lesson);
  try {
    for await (const reached of trainStudent(
      lesson,
      data,
      objective,
      keysOf(lesson.seed, "student"),
      epochs,
    )) {
      const { epoch, loss, state } = reached;
      metrics.trainingLoss = loss;
      metrics.accuracy = await accuracy.measure(state.params);
      yield line("accuracy", [[epoch, metrics.accuracy]]);
      if (epoch > 0) yield* cosines.add(epoch, await read(state.cosines));
      yield progress(taught + epoch, taught + epochs);
      if (epoch > 0 && !Number.isFinite(loss)) break;
    }
    Object.assign(metrics, cosines.means());
  } finally {
    accuracy.dispose();
    dispose(data);
  }
}

/** The cosines of a run's epochs: shown as they come, averaged over the last half of the epochs. */
function cosineRecord({ arm, values, objective }: Lesson) {
  // With two heads no parameter of either head belongs to both losses.
  const shown = objective.terms.length < 2 ? [] : arm === "oneHead" ? parts : parts.slice(0, 1);
  const sums: Metrics = Object.fromEntries(shown.map((part) => [part, 0]));
  const late = Math.floor(values.epochs / 2);
  return {
    *add(epoch: number, cosines: Record<Part, number>): Generator<Frame> {
      for (const part of shown) {
        if (epoch > values.epochs - late) sums[part]! += cosines[part];
        yield line("cosine", [[epoch - 1, cosines[part]]], part);
      }
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
