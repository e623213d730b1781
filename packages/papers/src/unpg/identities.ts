import { numpy as np } from "@jax-js/jax";
import { type Rng, rng } from "@offprint/datasets";

export const pixelCount = 64;
export const batchSize = 128;

const traitCount = 16;
/** What differs between images of one identity and has nothing to do with it, such as a pose. */
const nuisanceCount = 8;
const sourceCount = traitCount + nuisanceCount;
const traitSpread = 0.35;
const pixelNoise = 0.1;
const testIdentities = 200;
const imagesPerTestIdentity = 5;

/** Images [n, 64], row-major, and the identity of each. */
export interface IdentityImages {
  images: Float32Array<ArrayBuffer>;
  labels: Int32Array<ArrayBuffer>;
}

/** A batch on the device: images [128, 64], labels int32 [128]. */
export type Batch = { images: np.Array; labels: np.Array };

/** Identities to train on, others to test with, and the camera that takes pictures of them. */
export interface World {
  /** Five images of each of 200 identities that are never trained on. */
  test: IdentityImages;
  /** New images of random training identities; some labels are replaced by random ones. */
  drawBatch: () => Batch;
}

/** Everything random comes from the seed: arms of one seed see the same images, whatever the share of wrong labels. */
export function drawWorld(seed: number, classCount: number, labelNoise: number): World {
  const stream = rng(seed);
  const camera = drawCamera(stream);
  const known = stream.normals(classCount * traitCount);
  const unseen = stream.normals(testIdentities * traitCount);
  const testLabels = Int32Array.from({ length: testIdentities * imagesPerTestIdentity }, (_, i) =>
    Math.floor(i / imagesPerTestIdentity),
  );
  return {
    test: { images: camera(unseen, testLabels), labels: testLabels },
    drawBatch: () => {
      const identities = Int32Array.from({ length: batchSize }, () => stream.int(classCount));
      const images = camera(known, identities);
      const labels = identities.map((identity) => {
        const [chance, other] = [stream.uniform(), stream.int(classCount)];
        return chance < labelNoise ? other : identity;
      });
      return { images: np.array(images).reshape([batchSize, pixelCount]), labels: np.array(labels) };
    },
  };
}

type Camera = (traits: Float64Array, identities: Int32Array) => Float32Array<ArrayBuffer>;

/** Takes one image for each entry of a list of identities: two random layers of tanh, and noise on every pixel. */
function drawCamera(stream: Rng): Camera {
  const first = stream.normals(sourceCount * pixelCount).map((x) => (1.5 * x) / Math.sqrt(sourceCount));
  const second = stream.normals(pixelCount * pixelCount).map((x) => (1.5 * x) / Math.sqrt(pixelCount));
  return (traits, identities) => {
    const images = new Float32Array(identities.length * pixelCount);
    for (const [at, identity] of identities.entries()) {
      const source = new Float64Array(sourceCount);
      for (let i = 0; i < traitCount; i++) {
        source[i] = traits[identity * traitCount + i]! + traitSpread * stream.normal();
      }
      for (let i = traitCount; i < sourceCount; i++) source[i] = stream.normal();
      const pixels = tanhLayer(tanhLayer(source, first), second);
      images.set(
        pixels.map((pixel) => pixel + pixelNoise * stream.normal()),
        at * pixelCount,
      );
    }
    return images;
  };
}

/** tanh(x W) for weights [inputs, 64], row-major. */
function tanhLayer(x: Float64Array, weights: Float64Array): Float64Array {
  const sums = new Float64Array(pixelCount);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < pixelCount; j++) sums[j]! += x[i]! * weights[i * pixelCount + j]!;
  }
  return sums.map(Math.tanh);
}
