import { requireInteger, requireOneOf } from "../internal/checks.ts";
import { logistic } from "../internal/logistic.ts";
import { rng } from "../rng.ts";
import type { Rng } from "../rng.ts";

const kinds = ["indistr", "angles", "colors", "graffiti", "objects", "shadows", "occlusion"] as const;

/** An ordinary wall, or the way in which it differs from one. */
export type BrickWallKind = (typeof kinds)[number];

export interface BrickWall {
  /** Red, green and blue in [0, 1], float64 [3, size, size]. */
  image: Float64Array<ArrayBuffer>;
  shape: [number, number, number];
  /** Where the mortar is, 0 or 1, [size, size]. */
  accurate: Uint8Array<ArrayBuffer>;
  /** The mortar as a thin, wavering pen with breaks draws it, [size, size]. */
  noisy: Uint8Array<ArrayBuffer>;
  /** The mortar as a rule on the green channel's brightness finds it, [size, size]. */
  pseudo: Uint8Array<ArrayBuffer>;
}

type Field = Float64Array<ArrayBuffer>;
type Colour = [number, number, number];

/**
 * A synthetic picture of a brick wall with three masks of its mortar: a connected net whose holes are the bricks.
 *
 * @param options.size side of the picture in pixels, default 32.
 * @param options.kind default "indistr", an ordinary wall.
 * @throws DataError BAD_ARGUMENT for an option out of range.
 * Modelled on the difficulties of TopoMortar (Valverde et al., 2025).
 */
export function brickWall(seed: number, options: { size?: number; kind?: BrickWallKind } = {}): BrickWall {
  const { size = 32, kind = "indistr" } = options;
  requireInteger("seed", seed);
  requireInteger("size", size, 1);
  requireOneOf("kind", kind, kinds);
  const stream = rng(Math.imul(seed, 2654435761));
  const unit = size / 32;

  const layout = drawLayout(stream, size, kind);
  const bendX = smoothNoise(stream, 5, size).map((value) => 0.5 * unit * value);
  const bendY = smoothNoise(stream, 5, size).map((value) => 0.5 * unit * value);
  const joints = findJoints(layout, size, bendX, bendY);
  const colours = drawColours(stream, kind);
  const image = paintWall(stream, size, layout, joints, colours);
  addGrain(stream, size, image);
  addDisturbance(stream, size, kind, image);
  clipToUnit(image);

  return {
    image,
    shape: [3, size, size],
    accurate: Uint8Array.from(joints.distance, (distance) => Number(distance < layout.mortar / 2)),
    noisy: hurriedMask(stream, size, layout, bendX, bendY),
    pseudo: brightnessMask(image, size, (colours.brick[1] + colours.mortar[1]) / 2),
  };
}

/** Sizes in pixels, angle in radians, offsets and bond in bricks. */
interface Layout {
  brickWidth: number;
  brickHeight: number;
  mortar: number;
  angle: number;
  offsetX: number;
  offsetY: number;
  bond: number;
}

function drawLayout(stream: Rng, size: number, kind: BrickWallKind): Layout {
  const brickWidth = size * (0.3 + 0.1 * stream.uniform());
  const brickHeight = size * (0.16 + 0.06 * stream.uniform());
  const mortar = ((1.3 + 0.5 * stream.uniform()) * size) / 32;
  const tilt = stream.uniform() - 0.5;
  const angle = kind === "angles" ? Math.sign(tilt) * (0.35 + 0.5 * Math.abs(tilt)) : 0.16 * tilt;
  const offsetX = stream.uniform();
  const offsetY = stream.uniform();
  const bond = 0.4 + 0.2 * stream.uniform();
  return { brickWidth, brickHeight, mortar, angle, offsetX, offsetY, bond };
}

/** A [knots, knots] grid of normals, interpolated bilinearly to [size, size]. */
function smoothNoise(stream: Rng, knots: number, size: number): Field {
  const grid = stream.normals(knots * knots);
  return makeField(size, (row, column) => {
    const y = ((row + 0.5) / size) * (knots - 1);
    const x = ((column + 0.5) / size) * (knots - 1);
    const top = Math.min(Math.floor(y), knots - 2);
    const left = Math.min(Math.floor(x), knots - 2);
    const corner = top * knots + left;
    const upper = mix(grid[corner]!, grid[corner + 1]!, x - left);
    const lower = mix(grid[corner + knots]!, grid[corner + knots + 1]!, x - left);
    return mix(upper, lower, y - top);
  });
}

interface Joints {
  /** Distance to the nearest joint in pixels, [size, size]. */
  distance: Field;
  /** Which course of bricks, and which brick of the course, [size, size]. */
  course: Field;
  brick: Field;
}

function findJoints(layout: Layout, size: number, bendX: Field, bendY: Field): Joints {
  const { brickWidth, brickHeight, angle, offsetX, offsetY, bond } = layout;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const distance = new Float64Array(size * size);
  const course = new Float64Array(size * size);
  const brick = new Float64Array(size * size);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const x = (pixel % size) + 0.5 - size / 2;
    const y = Math.floor(pixel / size) + 0.5 - size / 2;
    const v = (-x * sin + y * cos + bendY[pixel]!) / brickHeight + offsetY + 8;
    const r = Math.floor(v);
    const u = (x * cos + y * sin + bendX[pixel]!) / brickWidth + offsetX + 8 + r * bond;
    const c = Math.floor(u);
    course[pixel] = r;
    brick[pixel] = c;
    distance[pixel] = Math.min(
      brickHeight * Math.min(v - r, 1 - (v - r)),
      brickWidth * Math.min(u - c, 1 - (u - c)),
    );
  }
  return { distance, course, brick };
}

function drawColours(stream: Rng, kind: BrickWallKind): { brick: Colour; mortar: Colour } {
  const draw = stream.uniform();
  const hue = kind === "colors" ? draw : 0.02 + 0.03 * draw;
  const saturation = 0.45 + 0.2 * stream.uniform();
  const value = 0.55 + 0.15 * stream.uniform();
  const grey = 0.62 + 0.12 * stream.uniform();
  return { brick: hsvToRgb(hue, saturation, value), mortar: [grey, grey, 0.97 * grey] };
}

function paintWall(
  stream: Rng,
  size: number,
  layout: Layout,
  { distance, course, brick }: Joints,
  colours: { brick: Colour; mortar: Colour },
): Field {
  const tints = stream.normals(12 * 12);
  const contrast = smoothNoise(stream, 6, size).map((value) => 1 - 0.85 * logistic((value - 0.5) / 0.2));
  const image = new Float64Array(3 * size * size);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const tint = 0.08 * tints[modulo(course[pixel]!, 12) * 12 + modulo(brick[pixel]!, 12)]!;
    const edge = (layout.mortar / 2 - distance[pixel]!) / (0.25 * (size / 32));
    const mortarShare = contrast[pixel]! * logistic(edge);
    for (let channel = 0; channel < 3; channel++) {
      image[channel * size * size + pixel] =
        colours.brick[channel]! * (1 + tint) * (1 - mortarShare) + colours.mortar[channel]! * mortarShare;
    }
  }
  return image;
}

/** Adds grey grain, coloured grain and slow changes of brightness. */
function addGrain(stream: Rng, size: number, image: Field): void {
  const grey = stream.normals(size * size);
  const coloured = stream.normals(3 * size * size);
  const slow = smoothNoise(stream, 4, size);
  for (let i = 0; i < image.length; i++) {
    const pixel = i % (size * size);
    image[i]! += 0.07 * grey[pixel]! + 0.02 * coloured[i]! + 0.04 * slow[pixel]!;
  }
}

function addDisturbance(stream: Rng, size: number, kind: BrickWallKind, image: Field): void {
  if (kind === "shadows") castShadow(stream, size, image);
  if (kind === "occlusion") addEllipse(stream, size, image, 0.14);
  if (kind === "objects") for (let i = 0; i < 3; i++) addEllipse(stream, size, image, 0.06);
  if (kind === "graffiti") for (let i = 0; i < 3; i++) addStroke(stream, size, image);
}

function castShadow(stream: Rng, size: number, image: Field): void {
  const angle = 2 * Math.PI * stream.uniform();
  const offset = 0.2 * (stream.uniform() - 0.5);
  const light = makeField(size, (row, column) => {
    const x = (column + 0.5) / size - 0.5;
    const y = (row + 0.5) / size - 0.5;
    return 1 - 0.55 * logistic((x * Math.cos(angle) + y * Math.sin(angle) - offset) / 0.02);
  });
  for (let i = 0; i < image.length; i++) image[i]! *= light[i % (size * size)]!;
}

function addEllipse(stream: Rng, size: number, image: Field, base: number): void {
  const centreX = stream.uniform();
  const centreY = stream.uniform();
  const radiusX = base * (1 + stream.uniform());
  const radiusY = base * (1 + stream.uniform());
  const colour: Colour = [0.8 * stream.uniform(), 0.8 * stream.uniform(), 0.8 * stream.uniform()];
  paintWhere(size, image, colour, (x, y) => {
    return ((x - centreX) / radiusX) ** 2 + ((y - centreY) / radiusY) ** 2 < 1;
  });
}

function addStroke(stream: Rng, size: number, image: Field): void {
  const startX = stream.uniform();
  const startY = stream.uniform();
  const deltaX = stream.uniform() - startX;
  const deltaY = stream.uniform() - startY;
  const colour = hsvToRgb(stream.uniform(), 0.9, 0.9);
  const squaredLength = deltaX ** 2 + deltaY ** 2 + 1e-9;
  paintWhere(size, image, colour, (x, y) => {
    const projection = ((x - startX) * deltaX + (y - startY) * deltaY) / squaredLength;
    const t = Math.min(Math.max(projection, 0), 1);
    return Math.sqrt((x - startX - t * deltaX) ** 2 + (y - startY - t * deltaY) ** 2) < 1.2 / 32;
  });
}

/** Gives a colour to the pixels whose centre, in [0, 1] by [0, 1], lies inside. */
function paintWhere(
  size: number,
  image: Field,
  colour: Colour,
  inside: (x: number, y: number) => boolean,
): void {
  for (let pixel = 0; pixel < size * size; pixel++) {
    if (!inside(((pixel % size) + 0.5) / size, (Math.floor(pixel / size) + 0.5) / size)) continue;
    colour.forEach((value, channel) => (image[channel * size * size + pixel] = value));
  }
}

function clipToUnit(image: Field): void {
  image.forEach((value, i) => (image[i] = Math.min(Math.max(value, 0), 1)));
}

function hurriedMask(stream: Rng, size: number, layout: Layout, bendX: Field, bendY: Field) {
  const unit = size / 32;
  const waverX = smoothNoise(stream, 7, size).map((value, i) => bendX[i]! + 0.9 * unit * value);
  const waverY = smoothNoise(stream, 7, size).map((value, i) => bendY[i]! + 0.9 * unit * value);
  const gap = smoothNoise(stream, 9, size);
  const { distance } = findJoints(layout, size, waverX, waverY);
  return Uint8Array.from(distance, (value, i) => Number(value < 0.55 * unit && gap[i]! <= 1.7));
}

function brightnessMask(image: Field, size: number, threshold: number): Uint8Array<ArrayBuffer> {
  const green = image.subarray(size * size, 2 * size * size);
  const blurred = blur(green, size);
  return Uint8Array.from(blurred, (value, i) => Number(0.5 * value + 0.5 * green[i]! > threshold));
}

/** Mean over 3 by 3 pixels; beyond the edge the nearest pixel counts. */
function blur(channel: Field, size: number): Field {
  const inside = (position: number) => Math.min(Math.max(position, 0), size - 1);
  return makeField(size, (row, column) => {
    let sum = 0;
    for (const y of [row - 1, row, row + 1]) {
      for (const x of [column - 1, column, column + 1]) sum += channel[inside(y) * size + inside(x)]!;
    }
    return sum / 9;
  });
}

function makeField(size: number, valueAt: (row: number, column: number) => number): Field {
  const field = new Float64Array(size * size);
  for (let i = 0; i < field.length; i++) field[i] = valueAt(Math.floor(i / size), i % size);
  return field;
}

function mix(from: number, to: number, share: number): number {
  return from * (1 - share) + to * share;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** Hue as a fraction of the circle; saturation, value and the result in [0, 1]. */
function hsvToRgb(hue: number, saturation: number, value: number): Colour {
  const channel = (offset: number) => {
    const position = modulo(offset + hue * 6, 6);
    return value * (1 - saturation * Math.max(0, Math.min(position, 4 - position, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}
