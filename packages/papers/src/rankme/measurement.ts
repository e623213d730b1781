import { type Array, DType, numpy as np, tree } from "@jax-js/jax";
import { dispose, toArrays } from "@offprint/compile";
import { rankme, rankmeFromSingularValues } from "@offprint/methods/metrics";
import type { Digits } from "./data.ts";
import { probeAccuracy } from "./probe.ts";
import type { Params, Programs } from "./training.ts";

/** Outputs for the clean training and test images; the caller's. */
interface Outputs {
  encoded: Array;
  projected: Array;
  testEncoded: Array;
}

async function outputsOf(programs: Programs, params: Params, digits: Digits): Promise<Outputs> {
  const { encoded, projected } = await embed(programs, params, digits.images);
  const test = await embed(programs, params, digits.testImages);
  test.projected.dispose();
  return { encoded, projected, testEncoded: test.encoded };
}

/** Outputs as engine arrays: probe and RankMe decompose matrices, which no program can. */
async function embed(programs: Programs, params: Params, images: Array) {
  const result = await programs.embed(params, images);
  const outputs = toArrays(result);
  dispose(result);
  return outputs;
}

function probe({ encoded, testEncoded }: Pick<Outputs, "encoded" | "testEncoded">, digits: Digits) {
  const [labels, testLabels] = [digits.labels.ref, digits.testLabels.ref];
  return probeAccuracy({ features: encoded, labels, testFeatures: testEncoded, testLabels });
}

const rankOf = async (embeddings: Array) => (await rankme(embeddings).data())[0]!;

/** RankMe of the embeddings of the training images and accuracy of the linear probe. Borrows its arguments. */
export async function measure(
  programs: Programs,
  params: Params,
  digits: Digits,
): Promise<{ rankme: number; accuracy: number }> {
  const { projected, ...features } = await outputsOf(programs, params, digits);
  return { rankme: await rankOf(projected), accuracy: await probe(features, digits) };
}

/** The same with the singular values behind it, from the largest down. */
export async function measureSpectrum(
  programs: Programs,
  params: Params,
  digits: Digits,
): Promise<{ rankme: number; accuracy: number; singularValues: number[] }> {
  const { projected, ...features } = await outputsOf(programs, params, digits);
  const singularValues = await singularValuesOf(projected);
  const rank = (await rankmeFromSingularValues(np.array(Float64Array.from(singularValues))).data())[0]!;
  return { rankme: rank, accuracy: await probe(features, digits), singularValues };
}

/** By the Gram matrix: the engine's own singular values, asked for alone, keep their input for ever. */
async function singularValuesOf(embeddings: Array): Promise<number[]> {
  const z = embeddings.astype(DType.Float64);
  const eigenvalues = np.linalg.eigvalsh(np.matmul(z.ref.transpose(), z));
  const ascending = globalThis.Array.from(await eigenvalues.data());
  return ascending.reverse().map((value) => Math.sqrt(Math.max(value, 0)));
}

/** How many of the training images RankMe is also computed from. */
export const sampleCounts = [64, 128, 256, 512, 900];

/** What the claims are judged by: besides {@link measure}, RankMe of the encoder and of fewer images. */
export async function measureAll(
  programs: Programs,
  params: Params,
  digits: Digits,
): Promise<Record<string, number>> {
  const { encoded, projected, testEncoded } = await outputsOf(programs, params, digits);
  const metrics: Record<string, number> = {};
  for (const count of sampleCounts) metrics[`rankme${count}`] = await rankOf(projected.ref.slice([0, count]));
  metrics["rankme"] = await rankOf(projected);
  metrics["encoderRankme"] = await rankOf(encoded.ref);
  metrics["accuracy"] = await probe({ encoded, testEncoded }, digits);
  return metrics;
}

/** Frees both halves of a split. */
export function disposeDigits(digits: Digits): void {
  tree.dispose([digits.images, digits.labels, digits.testImages, digits.testLabels]);
}
