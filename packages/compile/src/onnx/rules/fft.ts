import type { Attributes, Graph } from "../graph.ts";
import { UnsupportedError } from "../types.ts";
import { expand, reshapeTensor, type Value } from "../value.ts";
import { dot } from "./dot.ts";
import { broadcast, concatenate, split } from "./shape.ts";

/** The complex Fourier transform of the last axis, as a pair of real and imaginary parts. */
export function fft(graph: Graph, real: Value, imaginary: Value, inverse: boolean): [Value, Value] {
  const { type } = real;
  if (type !== "float32" && type !== "float64") throw new UnsupportedError("fft", `no kernel for ${type}`);
  const size = real.shape.at(-1)!;
  // For other sizes than powers of two ONNX Runtime's transform loses digits.
  const isPower = (size & (size - 1)) === 0;
  const transform = isPower || size > largestMatrix ? fastTransform : matrixTransform;
  return transform(graph, real, imaginary, inverse);
}

/** Up to this size the transform of a size that is no power of two is a matrix product. */
const largestMatrix = 1024;

function fastTransform(graph: Graph, real: Value, imaginary: Value, inverse: boolean): [Value, Value] {
  const { type, shape } = real;
  const pair = [...shape, 2];
  const parts = [real, imaginary].map((part) =>
    reshapeTensor(graph, expand(graph, part).name, [...shape, 1]),
  );
  const joined = graph.node("Concat", parts, { type, shape: pair }, { axis: shape.length });
  const axis = graph.constant("int64", [], [shape.length - 1]);
  const attributes: Attributes = inverse ? { inverse: 1 } : {};
  const transformed = graph.node("DFT", [joined, "", axis], { type, shape: pair }, attributes);
  const take = (index: number): Value => {
    const place = graph.constant("int64", [], [index]);
    const name = graph.node("Gather", [transformed, place], { type, shape }, { axis: shape.length });
    return { name, type, shape, stored: shape };
  };
  return [take(0), take(1)];
}

/** Real and imaginary parts side by side, times the rotations by the angles 2π·row·column / size. */
function matrixTransform(graph: Graph, real: Value, imaginary: Value, inverse: boolean): [Value, Value] {
  const { type, shape } = real;
  const size = shape.at(-1)!;
  const axis = shape.length - 1;
  const angle = (row: number, column: number) =>
    (((inverse ? 1 : -1) * 2 * Math.PI) / size) * ((row * column) % size);
  const scale = inverse ? 1 / size : 1;
  // Row of the result, column of the input: [[cos, −sin], [sin, cos]].
  const entries = Array.from({ length: 4 * size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / (2 * size)), at % (2 * size)];
    const turned = angle(row % size, column % size);
    if (row < size === column < size) return scale * Math.cos(turned);
    return scale * (row < size ? -Math.sin(turned) : Math.sin(turned));
  });
  const extents = [2 * size, 2 * size];
  const name = graph.constant(type, extents, entries);
  const rotations: Value = { name, type, shape: extents, stored: extents };
  const joined = concatenate(graph, [real, imaginary], axis);
  const rows = broadcast(graph, joined, [...shape.slice(0, -1), 2 * size, 2 * size], [axis]);
  return split(graph, dot(graph, rows, rotations), axis, [size, size]) as [Value, Value];
}
