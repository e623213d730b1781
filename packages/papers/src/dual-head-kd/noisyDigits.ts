import { type Array, numpy as np } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import { splitDigits, toImages, type LabelledImages } from "../shared/labelledDigits.ts";

/** The noisy digits of one seed: 1200 to train on, the other 597 to test with. */
export type NoisyDigits = { train: LabelledImages; test: LabelledImages };

/**
 * Digits with normal noise on every pixel, drawn once: teacher and students see the same noisy images. The caller
 * disposes them.
 * @param noise standard deviation, on the scale from black 0 to white 1
 */
export async function noisyDigits(seed: number, noise: number): Promise<NoisyDigits> {
  const { train, test, stream } = await splitDigits(seed);
  const withNoise = (digits: typeof train) => {
    const { images, labels } = toImages(digits);
    const draws = Float32Array.from({ length: images.size }, () => stream.normal());
    return { images: images.add(np.array(draws, { shape: images.shape }).mul(noise)), labels };
  };
  return { train: withNoise(train), test: withNoise(test) };
}

/** What a student learns from: images, their labels, and the teacher's logits [n, 10] for them. */
export type DistillationData = LabelledImages & { teacherLogits: Array };

/** The first `count` training images with their labels and the teacher's answers; consumes the latter alone. */
export function firstExamples(
  { images, labels }: LabelledImages,
  teacherLogits: Array,
  count: number,
): DistillationData {
  const first = (x: Array) => x.slice([0, count]);
  return { images: first(images.ref), labels: first(labels.ref), teacherLogits: first(teacherLogits) };
}

export const disposeDigits = (digits: NoisyDigits): void => dispose(digits);
