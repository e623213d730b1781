import type { Graph, Port } from "../graph.ts";
import { isFloat } from "../types.ts";
import { product, reshapeTensor, sameList, transposeTensor } from "../value.ts";
import type { Fusion, Rewriting } from "./fuse.ts";
import { largestJoined, type Product, productOf, writeProduct } from "./product.ts";
import { sliceOf } from "./views.ts";
import { gatherWindows } from "./windows.ts";

type Result = Omit<Port, "name">;

/** Tensors one after the other along an axis. */
export function concatenate(graph: Graph, parts: string[], { type, shape }: Result, axis: number): string {
  if (parts.length === 1) return parts[0]!;
  return (
    joinSlices(graph, parts, { type, shape }, axis) ??
    gatherWindows(graph, parts, { type, shape }, axis) ??
    graph.node("Concat", parts, { type, shape }, { axis })
  );
}

/** Concatenations of products and of slices. */
export const concatenated: Fusion = (rewriting, inputs, { type, shape }, { attributes }) => {
  const axis = attributes["axis"] as number;
  const isStack = shape.slice(0, axis).every((extent) => extent === 1);
  const stacked = isStack ? stackProducts(rewriting, inputs, { type, shape }) : undefined;
  return stacked ?? concatenate(rewriting.graph, inputs, { type, shape }, axis);
};

/** A tensor that was cut into slices and is put together again, perhaps with its parts as columns. */
function joinSlices(graph: Graph, parts: string[], { shape }: Result, axis: number): string | undefined {
  const slices = parts.map((part) => sliceOf(graph, stripReshape(graph, part)));
  const [first] = slices;
  if (!first) return undefined;
  const whole = graph.port(first.input);
  let at = 0;
  for (const slice of slices) {
    if (slice?.input !== first.input || flatStart(whole.shape, slice) !== at) return undefined;
    at += product(slice.shape);
  }
  if (at !== product(whole.shape)) return undefined;
  const part = graph.port(parts[0]!).shape;
  if (part.slice(0, axis).every((extent) => extent === 1)) return reshapeTensor(graph, first.input, shape);
  const isColumns =
    part.length === 2 && axis === 1 && parts.every((name) => sameList(graph.port(name).shape, part));
  if (!isColumns) return undefined;
  const cube = reshapeTensor(graph, first.input, [parts.length, ...part]);
  return reshapeTensor(graph, transposeTensor(graph, cube, [1, 0, 2]), shape);
}

function stripReshape(graph: Graph, name: string): string {
  const producer = graph.producer(name);
  return producer?.op === "Reshape" ? producer.inputs[0]! : name;
}

/** Where a slice that is one piece of memory begins in the whole; undefined if it is not one piece. */
function flatStart(
  whole: number[],
  { start, shape }: { start: number[]; shape: number[] },
): number | undefined {
  const cut = shape.findIndex((extent) => extent !== 1);
  const isPiece = shape.every((extent, axis) => axis <= cut || extent === whole[axis]);
  if (!isPiece && cut >= 0) return undefined;
  return start.reduce((sum, place, axis) => sum * whole[axis]! + place, 0);
}

/**
 * A stack of products that have a side in common is one product of the other sides stacked: the gradients of a
 * kernel's parts become one product with what the kernel was applied to.
 * @param inputs the products, in whatever shape, one after the other in memory
 */
export function stackProducts(
  rewriting: Rewriting,
  inputs: string[],
  { shape, type }: Result,
): string | undefined {
  const { graph } = rewriting;
  if (!isFloat(type)) return undefined;
  const products = inputs.map((name) => rowsOf(rewriting, name));
  const [first] = products;
  if (!first || products.length < 2) return undefined;
  const isAlike = (found: Product | undefined): found is Product =>
    found !== undefined &&
    found.b === first.b &&
    found.alpha === first.alpha &&
    found.transposeA === first.transposeA &&
    found.transposeB === first.transposeB;
  if (!products.every(isAlike)) return undefined;
  const size = products.reduce((sum, { a }) => sum + product(graph.port(a).shape), 0);
  if (size > largestJoined) return undefined;
  const columns = graph.port(first.b).shape[first.transposeB ? 0 : 1]!;
  const parts = products.map(({ a }) => a);
  const along = first.transposeA ? 1 : 0;
  const rows = product(shape) / columns;
  const stacked = graph.port(parts[0]!).shape.with(along, rows);
  const a = concatenate(graph, parts, { type, shape: stacked }, along);
  const whole = writeProduct(graph, { ...first, a }, { type, shape: [rows, columns] });
  return reshapeTensor(graph, whole, shape);
}

/** A product that nobody else needs, in whatever shape, turned so that a single column is a single row. */
function rowsOf(rewriting: Rewriting, name: string): Product | undefined {
  const { graph, isPrivate } = rewriting;
  const producer = graph.producer(name);
  if (!isPrivate(name)) return undefined;
  if (producer?.op === "Reshape") return rowsOf(rewriting, producer.inputs[0]!);
  const found = productOf(graph, name);
  if (found === undefined || found.c !== undefined) return undefined;
  const { a, b, transposeA } = found;
  const [rows, columns] = graph.port(name).shape as [number, number];
  const inner = graph.port(a).shape[transposeA ? 0 : 1]!;
  // A single row is read as the transpose of a column, as rows of gradients are.
  if (rows === 1) return { ...found, a: reshapeTensor(graph, a, [inner, 1]), transposeA: true };
  if (columns > 1) return found;
  return {
    ...found,
    a: reshapeTensor(graph, b, [inner, 1]),
    b: a,
    transposeA: true,
    transposeB: !transposeA,
  };
}
