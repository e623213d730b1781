import type { Attributes, Graph, Port } from "../graph.ts";
import type { ElementType } from "../types.ts";
import { reshapeTensor } from "../value.ts";
import type { Rewriting } from "./fuse.ts";

/** Matrices side by side hold no more numbers than this: what is faster than several products takes memory. */
export const largestJoined = 1 << 24;

/** A matrix product as ONNX has it: alpha · a b + beta · c, where a and b may be read as their transposes. */
export interface Product {
  a: string;
  b: string;
  c: string | undefined;
  alpha: number;
  beta: number;
  transposeA: boolean;
  transposeB: boolean;
}

/** Whether a product of that type can carry the factor, as attributes are float32. */
export function carries(type: ElementType, factor: number): boolean {
  return type !== "float64" || Math.fround(factor) === factor;
}

export function productOf(graph: Graph, name: string): Product | undefined {
  const producer = graph.producer(name);
  return producer?.op === "Gemm" ? readProduct(producer.inputs, producer.attributes) : undefined;
}

/** The product of a node with these inputs and attributes. */
export function readProduct(inputs: string[], attributes: Attributes): Product {
  const [a, b, c] = inputs as [string, string, string?];
  const float = (key: string) => (attributes[key] as { float: number } | undefined)?.float ?? 1;
  const { transA, transB } = attributes;
  return {
    a,
    b,
    c,
    alpha: float("alpha"),
    beta: float("beta"),
    transposeA: transA === 1,
    transposeB: transB === 1,
  };
}

export function writeProduct(
  graph: Graph,
  { a, b, c, ...rest }: Product,
  result: Omit<Port, "name">,
): string {
  const attributes: Attributes = {
    ...(rest.transposeA && { transA: 1 }),
    ...(rest.transposeB && { transB: 1 }),
    ...(rest.alpha !== 1 && { alpha: { float: rest.alpha } }),
    ...(c !== undefined && rest.beta !== 1 && { beta: { float: rest.beta } }),
  };
  const { type, shape } = result;
  return graph.node("Gemm", c === undefined ? [a, b] : [a, b, c], { type, shape }, attributes);
}

/**
 * The result of changing a matrix product that nobody else needs, be it seen through a reshape.
 * @param change returns undefined if it can't
 */
export function changeProduct(
  rewriting: Rewriting,
  name: string,
  change: (product: Product, port: Port) => Product | undefined,
): string | undefined {
  const { graph, isPrivate } = rewriting;
  if (!isPrivate(name)) return undefined;
  const producer = graph.producer(name);
  if (producer?.op === "Reshape") {
    const inner = changeProduct(rewriting, producer.inputs[0]!, change);
    return inner && reshapeTensor(graph, inner, graph.port(name).shape);
  }
  const found = productOf(graph, name);
  const changed = found && change(found, graph.port(name));
  return changed && writeProduct(graph, changed, graph.port(name));
}
