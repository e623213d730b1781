import { type Array as EngineArray, numpy as np } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { Frame, RunContext, ScatterPoint } from "@offprint/lab";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { softLandmarks } from "@offprint/methods/training";
import type { Faces } from "./cartoonFaces.ts";

/** The test face that is drawn. */
const shown = 0;

/** Draws one test face as a network sees its points; borrows the network. */
export interface ShownFace {
  frame: (params: MlpParams) => Promise<Frame>;
  dispose: () => void;
}

/** @param faces borrowed */
export async function shownFace(
  compile: RunContext["compile"],
  { train, test }: Faces,
  explainedVariance: number,
): Promise<ShownFace> {
  const image = test.images.ref.slice([shown, shown + 1]);
  const truth = test.points.ref.slice([shown, shown + 1]);
  const soft = softWithOthers(truth.ref, train.landmarks, explainedVariance);
  const known = [
    ...pointsOf(await rowOf(truth), "true", { ringed: true }),
    ...pointsOf(await rowOf(soft), "soft", { faint: true }),
  ];
  const predict = compile((params: MlpParams, images: EngineArray) => mlp.apply(params, images));
  const frame = async (params: MlpParams): Promise<Frame> => {
    const prediction = await predict(params, image);
    const points = pointsOf(((await read(prediction)) as number[][])[0]!, "predicted");
    dispose(prediction);
    return { kind: "scatter", plot: "face", reset: true, points: [...known, ...points] };
  };
  const end = () => {
    predict.dispose();
    dispose(image);
  };
  return { frame, dispose: end };
}

/** The soft landmarks of a face [1, 20] among the training faces, which are borrowed; consumes the face. */
function softWithOthers(face: EngineArray, others: EngineArray, explainedVariance: number): EngineArray {
  const count = others.shape[0]!;
  const { value, mean, eigenvalues } = softLandmarks(np.concatenate([others.ref, face]), {
    explainedVariance,
  });
  dispose([mean, eigenvalues]);
  return value.slice([count, count + 1]);
}

/** Coordinates of a face [1, 20]; consumes it. */
const rowOf = async (face: EngineArray) => [...(await face.data())];

/** Upright: y grows downwards in images and upwards in plots. */
function pointsOf(
  coordinates: number[],
  group: string,
  look: Pick<ScatterPoint, "ringed" | "faint"> = {},
): ScatterPoint[] {
  return Array.from({ length: coordinates.length / 2 }, (_, i) => ({
    x: coordinates[2 * i]!,
    y: -coordinates[2 * i + 1]!,
    group,
    ...look,
  }));
}
