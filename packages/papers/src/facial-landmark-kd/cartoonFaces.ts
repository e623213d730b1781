import { type Array as EngineArray, numpy as np } from "@jax-js/jax";
import { type Rng, rng } from "@offprint/datasets";

/** Points of a face: four eye corners, two on the nose, four of the mouth. */
export const landmarkCount = 10;
/** Outer eye corners, whose distance is the unit of errors. */
export const eyes = { left: 0, right: 3 };
/** Images are this many pixels high and wide. */
export const imageSize = 12;
/** Faces to train on, and as many others to test with. */
export const faceCount = 1000;

export const pixelCount = imageSize ** 2;
export const coordinateCount = 2 * landmarkCount;

/** The middle face: x to the right, y down, the image from −0.5 to 0.5. */
const middleFace: readonly [number, number][] = [
  [-0.2, -0.15],
  [-0.1, -0.15],
  [0.1, -0.15],
  [0.2, -0.15],
  [0, -0.02],
  [0, 0.07],
  [-0.13, 0.18],
  [0, 0.15],
  [0.13, 0.18],
  [0, 0.22],
];
const [eyePoints, nosePoints, mouthCorners, lowerLip] = [[0, 1, 2, 3], [4, 5], [6, 8], 9] as const;

type Point = { x: number; y: number };

/** Faces on the host, row-major. */
interface DrawnFaces {
  /** [count, 144]. */
  images: Float32Array<ArrayBuffer>;
  /** x0, y0, x1, y1, … [count, 20]. */
  points: Float32Array<ArrayBuffer>;
  /** The points as an annotator gave them. */
  labels: Float32Array<ArrayBuffer>;
}

/**
 * Draws faces whose width, height, expression, turn and place vary, as blurred dots in noise.
 * @param labelNoise standard deviation of the annotator's errors per coordinate, in image sizes
 */
export function drawFaces(stream: Rng, count: number, labelNoise: number): DrawnFaces {
  const images = new Float32Array(count * pixelCount);
  const points = new Float32Array(count * coordinateCount);
  const labels = new Float32Array(count * coordinateCount);
  for (let face = 0; face < count; face++) {
    const drawn = drawPoints(stream);
    images.set(
      paint(drawn).map((ink) => ink + 0.05 * stream.normal()),
      face * pixelCount,
    );
    for (const [i, coordinate] of drawn.flatMap(({ x, y }) => [x, y]).entries()) {
      points[face * coordinateCount + i] = coordinate;
      labels[face * coordinateCount + i] = coordinate + labelNoise * stream.normal();
    }
  }
  return { images, points, labels };
}

function drawPoints(stream: Rng): Point[] {
  const normal = (scale: number) => scale * stream.normal();
  const [width, height] = [1 + normal(0.15), 1 + normal(0.15)];
  const [mouth, brow, tilt, nose] = [normal(0.04), normal(0.03), normal(0.03), normal(0.05)];
  const [angle, shiftX, shiftY] = [normal(0.25), normal(0.04), normal(0.04)];
  const face = middleFace.map(([x, y]): Point => ({ x: x * width, y: y * height }));
  face[lowerLip]!.y += 2 * Math.abs(mouth);
  for (const at of mouthCorners) face[at]!.y -= mouth;
  for (const at of eyePoints) face[at]!.y += brow;
  face[eyes.left]!.y += tilt;
  face[eyes.right]!.y -= tilt;
  for (const at of nosePoints) face[at]!.x += nose;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return face.map(({ x, y }) => ({ x: x * cos - y * sin + shiftX, y: x * sin + y * cos + shiftY }));
}

/** A blurred dot for every point, those with odd numbers darker. */
function paint(points: Point[]): Float64Array {
  const pixels = new Float64Array(pixelCount);
  const centre = (index: number) => (index + 0.5) / imageSize - 0.5;
  for (const [at, { x, y }] of points.entries()) {
    const strength = at % 2 === 0 ? 0.6 : 1;
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      const [dx, dy] = [centre(pixel % imageSize) - x, centre(Math.floor(pixel / imageSize)) - y];
      pixels[pixel]! += strength * Math.exp(-(dx * dx + dy * dy) / (2 * 0.035 ** 2));
    }
  }
  return pixels;
}

/** The faces of a seed where the engine computes: images [1000, 144], all else [1000, 20]. */
export type Faces = {
  train: { images: EngineArray; landmarks: EngineArray };
  /** `points` without the annotator's errors. */
  test: { images: EngineArray; points: EngineArray };
};

/** Draws the faces of a seed; the caller disposes the arrays. */
export function facesOf(seed: number, labelNoise: number): Faces {
  const seeds = rng(seed);
  const draw = () => drawFaces(rng(seeds.int(2 ** 32)), faceCount, labelNoise);
  const [train, test] = [draw(), draw()];
  const rows = (values: Float32Array<ArrayBuffer>) => np.array(values).reshape([faceCount, -1]);
  return {
    train: { images: rows(train.images), landmarks: rows(train.labels) },
    test: { images: rows(test.images), points: rows(test.points) },
  };
}
