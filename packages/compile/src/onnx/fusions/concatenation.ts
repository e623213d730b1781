import type { Graph, Port } from "../graph.ts";
import { isFloat } from "../types.ts";
import { product, reshapeTensor } from "../value.ts";
import type { Fusion, Rewriting } from "./fuse.ts";
import { type Product, productOf, writeProduct } from "./products.ts";

/** The tensors that a concatenation joins along an axis. */
export function partsOf(graph: Graph, name: string, axis: number): string[] {
  const producer = graph.producer(name);
  return producer?.op === "Concat" && producer.attributes["axis"] === axis ? producer.inputs : [name];
}

/** Tensors one after the other along an axis; those that are such themselves are taken apart. */
export function concatenate(
  rewriting: Rewriting,
  inputs: string[],
  result: Omit<Port, "name">,
  axis: number,
): string {
  const { graph } = rewriting;
  const { type, shape } = result;
  const parts = inputs.flatMap((name) => partsOf(graph, name, axis));
  return (
    stackedProducts(rewriting, inputs, result, axis) ?? graph.node("Concat", parts, { type, shape }, { axis })
  );
}

/** Concatenations of concatenations and of products. */
export const concatenated: Fusion = (rewriting, inputs, result, { attributes }) =>
  concatenate(rewriting, inputs, result, attributes["axis"] as number);

/**
 * A stack of products that have a side in common is one product of the other sides stacked: the gradients of a
 * kernel's parts become one product with what the kernel was applied to.
 */
function stackedProducts(
  rewriting: Rewriting,
  inputs: string[],
  { shape, type }: Omit<Port, "name">,
  axis: number,
): string | undefined {
  const { graph } = rewriting;
  if (!isFloat(type) || shape.slice(0, axis).some((extent) => extent !== 1)) return undefined;
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
  const columns = graph.port(first.b).shape[first.transposeB ? 0 : 1]!;
  const parts = products.flatMap(({ a }) => partsOf(graph, a, first.transposeA ? 1 : 0));
  const along = first.transposeA ? 1 : 0;
  const rows = product(shape) / columns;
  const stacked = graph.port(parts[0]!).shape.with(along, rows);
  const a = graph.node("Concat", parts, { type, shape: stacked }, { axis: along });
  const whole = writeProduct(graph, { ...first, a }, { type, shape: [rows, columns] });
  return reshapeTensor(graph, whole, shape);
}

/** A product that nobody else needs, in whatever shape, turned so that a single column is a single row. */
function rowsOf({ graph, isPrivate }: Rewriting, name: string): Product | undefined {
  const producer = graph.producer(name);
  if (!isPrivate(name)) return undefined;
  if (producer?.op === "Reshape") return rowsOf({ graph, isPrivate }, producer.inputs[0]!);
  const found = productOf(graph, name);
  if (found === undefined || found.c !== undefined) return undefined;
  const { a, b, transposeA, transposeB } = found;
  const [rows, columns] = graph.port(name).shape as [number, number];
  const inner = graph.port(a).shape[transposeA ? 0 : 1]!;
  if (columns === 1 && rows > 1) {
    return rowsOfSingle({ ...found, a: reshapeTensor(graph, b, [inner, 1]), b: a, transposeB: !transposeA });
  }
  if (rows === 1) return rowsOfSingle({ ...found, a: reshapeTensor(graph, a, [inner, 1]), transposeB });
  return found;
}

/** A single row is read as the transpose of a column, as rows of gradients are. */
const rowsOfSingle = (found: Product): Product => ({ ...found, transposeA: true });
