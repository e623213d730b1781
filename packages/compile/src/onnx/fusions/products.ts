import type { Attributes, Graph, Port } from "../graph.ts";
import { isFloat } from "../types.ts";
import { product, reshapeTensor, sameList } from "../value.ts";
import type { Fusion, Rewriting } from "./fuse.ts";
import { partsOf } from "./concatenation.ts";
import { joinPads } from "./pads.ts";

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

export function productOf(graph: Graph, name: string): Product | undefined {
  const producer = graph.producer(name);
  if (producer?.op !== "Gemm") return undefined;
  const [a, b, c] = producer.inputs as [string, string, string?];
  const float = (key: string) => (producer.attributes[key] as { float: number } | undefined)?.float ?? 1;
  const { transA, transB } = producer.attributes;
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
function changeProduct(
  { graph, isPrivate }: Rewriting,
  name: string,
  change: (product: Product, port: Port) => Product | undefined,
): string | undefined {
  if (!isPrivate(name)) return undefined;
  const producer = graph.producer(name);
  if (producer?.op === "Reshape") {
    const inner = changeProduct({ graph, isPrivate }, producer.inputs[0]!, change);
    return inner && reshapeTensor(graph, inner, graph.port(name).shape);
  }
  const found = productOf(graph, name);
  const changed = found && change(found, graph.port(name));
  return changed && writeProduct(graph, changed, graph.port(name));
}

/** A product times a number: the number goes into the product. */
export const scaledProduct: Fusion = (rewriting, [left, right], { shape }) => {
  for (const [name, factor] of [
    [left!, rewriting.graph.scalar(right!)],
    [right!, rewriting.graph.scalar(left!)],
  ] as const) {
    if (factor === undefined || !sameList(rewriting.graph.port(name).shape, shape)) continue;
    const scaled = changeProduct(rewriting, name, ({ alpha, beta, ...rest }) => ({
      ...rest,
      alpha: alpha * factor,
      beta: beta * factor,
    }));
    if (scaled !== undefined) return scaled;
  }
  return undefined;
};

/** The tensor as what is added to a product of that shape; undefined if ONNX would not broadcast it so. */
function addend(graph: Graph, name: string, [rows, columns]: number[]): string | undefined {
  const { shape } = graph.port(name);
  if (sameList(shape, [rows!, columns!])) return name;
  if (product(shape) === columns && shape.at(-1) === columns) return reshapeTensor(graph, name, [columns]);
  if (rows === 1 || columns === 1 || product(shape) !== rows! * columns!) return undefined;
  return reshapeTensor(graph, name, [rows!, columns!]);
}

/** A difference with a product: the other side is what the product is added to. */
export const differenceWithProduct: Fusion = (rewriting, [left, right], { shape, type }) => {
  const { graph } = rewriting;
  if (!isFloat(type)) return undefined;
  const join = (name: string, other: string, sign: number) => {
    if (!sameList(graph.port(name).shape, shape)) return undefined;
    return changeProduct(rewriting, name, (found, port) => {
      const c = found.c === undefined ? addend(graph, other, port.shape) : undefined;
      return c === undefined ? undefined : { ...found, c, alpha: -sign * found.alpha, beta: sign };
    });
  };
  return join(right!, left!, 1) ?? join(left!, right!, -1);
};

/**
 * A sum of products, pads and other terms. Products with few inner elements are joined to one, a last one takes
 * the other terms in; pads that lie side by side are joined.
 */
export const sumOfProducts: Fusion = (rewriting, inputs, { shape, type }) => {
  const { graph, isPrivate } = rewriting;
  if (!isFloat(type)) return undefined;
  const withBias = biasInReshaped(rewriting, inputs, shape);
  if (withBias !== undefined) return withBias;
  const terms = inputs.flatMap((input) => termsOf(rewriting, input, shape));
  if (terms.length > mostTerms) return undefined;
  const isProduct = (name: string) => {
    const found = productOf(graph, name);
    return found !== undefined && found.c === undefined && isPrivate(name);
  };
  const products = terms.filter((name) => isProduct(name) && sameList(graph.port(name).shape, shape));
  const others = joinPads(
    rewriting,
    terms.filter((name) => !products.includes(name)),
  );
  if (products.length === 0 && others.length === terms.length) return undefined;
  const port = { type, shape };
  let total = others.reduce<string | undefined>(
    (sum, term) => (sum === undefined ? term : graph.node("Add", [sum, term], port)),
    undefined,
  );
  for (const name of joinProducts(graph, products)) {
    const c = total === undefined ? undefined : addend(graph, total, shape);
    if (total !== undefined && c === undefined) total = graph.node("Add", [total, name], port);
    else total = c === undefined ? name : writeProduct(graph, { ...productOf(graph, name)!, c }, port);
  }
  return total;
};

/** Longer sums are left as they are: their terms are looked at again with every further one. */
const mostTerms = 64;

/** The terms of a sum that nobody else needs, as far as they have the shape of the whole. */
function termsOf(rewriting: Rewriting, name: string, shape: number[]): string[] {
  const { graph, isPrivate } = rewriting;
  const producer = graph.producer(name);
  if (!isPrivate(name) || !sameList(graph.port(name).shape, shape)) return [name];
  if (producer?.op === "Add") return producer.inputs.flatMap((input) => termsOf(rewriting, input, shape));
  const found = productOf(graph, name);
  if (found?.c === undefined || found.beta !== 1) return [name];
  const bare = writeProduct(graph, { ...found, c: undefined }, graph.port(name));
  return [bare, ...termsOf(rewriting, found.c, shape)];
}

/** Products of matrices with few inner elements as one product of the matrices side by side. */
function joinProducts(graph: Graph, names: string[]): string[] {
  const groups = Map.groupBy(names, (name) => {
    const { transposeA, transposeB, alpha } = productOf(graph, name)!;
    return innerExtent(graph, name) > smallInner ? name : `${transposeA} ${transposeB} ${alpha}`;
  });
  return [...groups.values()].map((group) => (group.length === 1 ? group[0]! : joined(graph, group)));
}

/** Up to so many inner elements a product spends more time on its result than on multiplying. */
const smallInner = 64;

function innerExtent(graph: Graph, name: string): number {
  const { a, transposeA } = productOf(graph, name)!;
  const parts = partsOf(graph, a, transposeA ? 0 : 1);
  return Math.max(...parts.map((part) => graph.port(part).shape[transposeA ? 0 : 1]!));
}

function joined(graph: Graph, names: string[]): string {
  const products = names.map((name) => productOf(graph, name)!);
  const [{ transposeA, transposeB, alpha }] = products as [Product];
  const { type, shape } = graph.port(names[0]!);
  const [axisA, axisB] = [transposeA ? 0 : 1, transposeB ? 1 : 0];
  const join = (sides: string[][], axis: number) => {
    const parts = sides.flat();
    const extent = parts.reduce((sum, part) => sum + graph.port(part).shape[axis]!, 0);
    return graph.node(
      "Concat",
      parts,
      { type, shape: graph.port(parts[0]!).shape.with(axis, extent) },
      { axis },
    );
  };
  // Sides that were joined before are joined anew, unless their parts don't correspond.
  const sides = products.map(({ a, b }) => {
    const [left, right] = [partsOf(graph, a, axisA), partsOf(graph, b, axisB)];
    return left.length === right.length ? { left, right } : { left: [a], right: [b] };
  });
  const a = join(
    sides.map(({ left }) => left),
    axisA,
  );
  const b = join(
    sides.map(({ right }) => right),
    axisB,
  );
  return writeProduct(graph, { a, b, c: undefined, alpha, beta: 1, transposeA, transposeB }, { type, shape });
}

/** A product seen in more axes plus a value for each column: the product can take it in. */
function biasInReshaped(rewriting: Rewriting, inputs: string[], shape: number[]): string | undefined {
  const { graph } = rewriting;
  for (const [name, bias] of [inputs, inputs.toReversed()] as [string, string][]) {
    const { shape: reshaped } = graph.port(name);
    const columns = reshaped.at(-1)!;
    const biasShape = graph.port(bias).shape;
    if (graph.producer(name)?.op !== "Reshape" || !sameList(reshaped, shape)) continue;
    if (product(biasShape) !== columns || biasShape.at(-1) !== columns) continue;
    const changed = changeProduct(rewriting, name, (found, port) =>
      found.c === undefined && port.shape[1] === columns
        ? { ...found, c: reshapeTensor(graph, bias, [columns]), beta: 1 }
        : undefined,
    );
    if (changed !== undefined) return changed;
  }
  return undefined;
}
