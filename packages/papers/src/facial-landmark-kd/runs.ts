import { type Array } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import { type Frame, line, type Metrics, progress, type Run, type RunContext } from "@offprint/lab";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { normalizedMeanError } from "@offprint/methods/metrics";
import { softLandmarks } from "@offprint/methods/training";
import { predictRows } from "../shared/predictRows.ts";
import { eyes, type Faces, facesOf } from "./cartoonFaces.ts";
import type { Values } from "./controls.ts";
import { meanSquaredError, type Objective, objectives, type Targets } from "./losses.ts";
import { lossShape } from "./lossShape.ts";
import { trainNetwork } from "./networks.ts";
import { shownFace } from "./shownFace.ts";

/** Epoch from which errors are drawn: the first ones would dwarf all differences. */
const firstShown = 3;

/** What a run has in its hands. */
interface Course extends Pick<RunContext, "arm" | "seed" | "compile" | "signal"> {
  values: Values;
  objective: Objective;
  faces: Faces;
  /** NME in percent on the test faces; borrows the network. */
  errorOf: (params: MlpParams) => Promise<number>;
  /** Filled as the run goes on. */
  metrics: Metrics;
}

/** Trains both teachers if the arm asks them, asks them once about all training images, and trains the student. */
export const run: Run = async function* (context) {
  const values = context.controls as Values;
  const objective = objectives[context.arm]!(values);
  if (context.arm === "kdLoss") yield* lossShape(values);
  // The student's line comes first, to be the solid one, though its teachers learn before it.
  yield line("error", []);
  const faces = facesOf(context.seed, values.labelNoise);
  const error = testError(context.compile, faces.test);
  const course: Course = { ...context, values, objective, faces, errorOf: error.measure, metrics: {} };
  const targets: Targets = { landmarks: faces.train.landmarks.ref };
  try {
    if (objective.needsTeachers) {
      targets.tough = yield* teach(course, "tough", faces.train.landmarks);
      targets.tolerant = yield* teachSoftly(course);
    }
    yield* study(course, targets);
    yield told(outcome(course.metrics));
    return course.metrics;
  } finally {
    error.dispose();
    dispose([targets, faces]);
  }
};

function testError(compile: RunContext["compile"], test: Faces["test"]) {
  const program = compile((params: MlpParams, { images, points }: Faces["test"]) =>
    normalizedMeanError(mlp.apply(params, images), points, eyes),
  );
  const measure = async (params: MlpParams): Promise<number> => {
    const percent = await program(params, test);
    const value = (await read(percent)) as number;
    dispose(percent);
    return value;
  };
  return { measure, dispose: () => program.dispose() };
}

type Teacher = "tough" | "tolerant";

/** Trains a teacher; returns its predictions for the training images. Borrows the landmarks. */
async function* teach(
  course: Course,
  teacher: Teacher,
  landmarks: Array,
): AsyncGenerator<Frame, Array, void> {
  const { compile, signal, values, metrics, errorOf } = course;
  const { images } = course.faces.train;
  const { epochs } = values;
  const done = teacher === "tough" ? 0 : epochs;
  let predictions: Array | undefined;
  const lesson = { images, targets: { landmarks } };
  for await (const { epoch, state } of trainNetwork(course, teacher, lesson, meanSquaredError, epochs)) {
    const percent = await errorOf(state.params);
    metrics[`${teacher}Error`] = percent;
    if (epoch >= firstShown) yield line("error", [[epoch, percent]], `${teacher} teacher`);
    yield progress(done + epoch, 3 * epochs);
    if (epoch === 0) yield told(`The ${teacher} teacher is learning.`);
    if (epoch < epochs) continue;
    predictions = await predictRows(compile, mlp.apply, { params: state.params, inputs: images, signal });
  }
  return predictions!;
}

/** The same for the teacher that is shown soft landmarks. */
async function* teachSoftly(course: Course): AsyncGenerator<Frame, Array, void> {
  const { explainedVariance } = course.values;
  const model = softLandmarks(course.faces.train.landmarks.ref, { explainedVariance });
  course.metrics.components = model.components;
  try {
    return yield* teach(course, "tolerant", model.value);
  } finally {
    dispose([model.value, model.mean, model.eigenvalues]);
  }
}

/** Trains the student and shows its error and one face. Borrows the targets. */
async function* study(course: Course, targets: Targets): AsyncGenerator<Frame, void, void> {
  const { values, objective, metrics, errorOf, faces } = course;
  const { epochs } = values;
  const taught = objective.needsTeachers ? 2 * epochs : 0;
  const face = await shownFace(course.compile, faces, values.explainedVariance);
  const lesson = { images: faces.train.images, targets };
  try {
    for await (const { epoch, loss, state } of trainNetwork(
      course,
      "student",
      lesson,
      objective.loss,
      epochs,
    )) {
      metrics.error = await errorOf(state.params);
      metrics.trainingLoss = loss;
      if (epoch >= firstShown) yield line("error", [[epoch, metrics.error]]);
      yield await face.frame(state.params);
      yield progress(taught + epoch, taught + epochs);
    }
  } finally {
    face.dispose();
  }
}

const told = (text: string): Frame => ({ kind: "text", plot: "outcome", text });
const percent = (value: number | undefined) => `${value!.toFixed(2)} %`;

function outcome({ error, toughError, tolerantError, components }: Metrics): string {
  const own = `NME ${percent(error)}`;
  if (components === undefined) return `${own}, without a teacher.`;
  const kept = `${components} shape component${components === 1 ? "" : "s"}`;
  return (
    `${own}; the tough teacher ${percent(toughError)}, the tolerant one ${percent(tolerantError)} ` +
    `with ${kept} in its targets.`
  );
}
