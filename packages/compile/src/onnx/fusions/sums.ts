import type { Graph } from "../graph.ts";
import { isFloat } from "../types.ts";
import { product, reshapeTensor, sameList } from "../value.ts";
import { concatenate } from "./concatenation.ts";
import type { Fusion, Rewriting } from "./fuse.ts";
import { joinPads } from "./pads.ts";
import {
  carries,
  changeProduct,
  largestJoined,
  type Product,
  productOf,
  readProduct,
  writeProduct,
} from "./product.ts";
import { isSumOfShifted, writeShifted } from "./shiftedProducts.ts";

/** A product times a number: the number goes into the product. */
export const scaledProduct: Fusion = (rewriting, [left, right], { shape }) => {
  for (const [name, factor] of [
    [left!, rewriting.graph.scalar(right!)],
    [right!, rewriting.graph.scalar(left!)],
  ] as const) {
    if (factor === undefined || !sameList(rewriting.graph.port(name).shape, shape)) continue;
    const scaled = changeProduct(rewriting, name, ({ alpha, beta, ...rest }, { type }) =>
      carries(type, alpha * factor) && carries(type, beta * factor)
        ? { ...rest, alpha: alpha * factor, beta: beta * factor }
        : undefined,
    );
    if (scaled !== undefined) return scaled;
  }
  return undefined;
};

/** The tensor as what is added to a product of that shape; undefined if ONNX would not broadcast it so. */
function addend(graph: Graph, name: string, [rows, columns]: number[]): string | undefined {
  const { shape } = graph.port(name);
  if (sameList(shape, [rows!, columns!])) return name;
  if (product(shape) === columns && shape.at(-1) === columns) return reshapeTensor(graph, name, [columns]);
  if (product(shape) !== rows! * columns!) return undefined;
  return reshapeTensor(graph, name, [rows!, columns!]);
}

/** A difference with a product: the other side is what the product is added to. */
export const differenceWithProduct: Fusion = (rewriting, [left, right], { shape, type }) => {
  const { graph } = rewriting;
  if (!isFloat(type)) return undefined;
  if (graph.scalar(left!) === 0 && sameList(graph.port(right!).shape, shape)) {
    const negative = changeProduct(rewriting, right!, ({ alpha, beta, ...rest }) => ({
      ...rest,
      alpha: -alpha,
      beta: -beta,
    }));
    if (negative !== undefined) return negative;
  }
  const join = (name: string, other: string, sign: number) => {
    if (!sameList(graph.port(name).shape, shape)) return undefined;
    return changeProduct(rewriting, name, (found, port) => {
      const c = found.c === undefined ? addend(graph, other, port.shape) : undefined;
      return c === undefined ? undefined : { ...found, c, alpha: -sign * found.alpha, beta: sign };
    });
  };
  return join(right!, left!, 1) ?? join(left!, right!, -1);
};

/** The negative of a difference is the difference the other way round. */
export const reversedDifference: Fusion = ({ graph, isPrivate }, [zero, input], { type, shape }) => {
  const producer = graph.producer(input!);
  if (graph.scalar(zero!) !== 0 || producer?.op !== "Sub" || !isPrivate(input!) || !isFloat(type))
    return undefined;
  if (!sameList(graph.port(input!).shape, shape)) return undefined;
  return graph.node("Sub", producer.inputs.toReversed(), { type, shape });
};

/** A product of multiples: the numbers go into the product. */
export const productOfMultiples: Fusion = ({ graph }, inputs, { type, shape }, { attributes }) => {
  const multiples = inputs.map((name) => multipleOf(graph, name));
  if (multiples.every(({ factor }) => factor === 1)) return undefined;
  const found = readProduct(
    multiples.map(({ of }) => of),
    attributes,
  );
  const [a, b, c] = multiples.map(({ factor }) => factor);
  const [alpha, beta] = [found.alpha * a! * b!, found.beta * (c ?? 1)];
  if (!carries(type, alpha) || !carries(type, beta)) return undefined;
  return writeProduct(graph, { ...found, alpha, beta }, { type, shape });
};

/** A tensor as a number times another of that shape. */
function multipleOf(graph: Graph, name: string): { of: string; factor: number } {
  const producer = graph.producer(name);
  const [left, right] = producer?.op === "Mul" ? producer.inputs : [];
  const isWhole = (input: string) => sameList(graph.port(input).shape, graph.port(name).shape);
  if (left === undefined || right === undefined) return { of: name, factor: 1 };
  const [leftValue, rightValue] = [graph.scalar(left), graph.scalar(right)];
  if (rightValue !== undefined && isWhole(left)) return { of: left, factor: rightValue };
  if (leftValue !== undefined && isWhole(right)) return { of: right, factor: leftValue };
  return { of: name, factor: 1 };
}

/**
 * A sum of products, pads and other terms. Products with few inner elements are joined to one, a last one takes
 * the other terms in; pads that lie side by side are joined.
 */
export const sumOfProducts: Fusion = (rewriting, inputs, { shape, type }, node) => {
  const { graph, isPrivate } = rewriting;
  const reader = rewriting.onlyReader(node);
  // A sum is looked at as a whole, where it ends.
  const goesOn = reader?.op === "Add" && sameList(reader.shape, shape);
  if (!isFloat(type) || goesOn) return undefined;
  const withReshaped = sumWithReshaped(rewriting, inputs, shape);
  if (withReshaped !== undefined) return withReshaped;
  const terms = graph.inOrder(inputs.flatMap((input) => termsOf(rewriting, input, shape)));
  if (isSumOfShifted(rewriting, terms)) {
    const start = shape.map(() => 0);
    return reader?.op === "Slice" ? undefined : writeShifted(rewriting, terms, { type, shape }, start);
  }
  const isProduct = (name: string) => {
    const found = productOf(graph, name);
    return found !== undefined && found.c === undefined && isPrivate(name);
  };
  const products = terms.filter((name) => isProduct(name) && sameList(graph.port(name).shape, shape));
  const remaining = terms.filter((name) => !products.includes(name));
  const others = joinPads(rewriting, remaining, shape);
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

/** A part of a sum of shifted products: only that is computed. */
export const sliceOfSum: Fusion = (rewriting, inputs, { type, shape }) => {
  const [input, starts, , axes] = inputs;
  const { graph, isPrivate } = rewriting;
  const isSum = graph.producer(input!)?.op === "Add" && isPrivate(input!);
  if (!isSum || inputs.length !== 4) return undefined;
  const whole = graph.port(input!).shape;
  const terms = termsOf(rewriting, input!, whole);
  const isInner = shape[0] === whole[0] && shape.at(-1) === whole.at(-1);
  if (!isInner || !isSumOfShifted(rewriting, terms)) return undefined;
  const start = whole.map(() => 0);
  const values = Array.from(graph.values(starts!)!, Number);
  for (const [i, axis] of Array.from(graph.values(axes!)!, Number).entries()) start[axis] = values[i]!;
  return writeShifted(rewriting, terms, { type, shape }, start);
};

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
    const { a, transposeA, transposeB, alpha } = productOf(graph, name)!;
    const inner = graph.port(a).shape[transposeA ? 0 : 1]!;
    return inner > smallInner ? name : `${transposeA} ${transposeB} ${alpha}`;
  });
  return [...groups.values()].flatMap((group) => {
    const size = group.reduce((sum, name) => sum + product(graph.port(productOf(graph, name)!.a).shape), 0);
    return group.length === 1 || size > largestJoined ? group : [joined(graph, group)];
  });
}

/** Up to so many inner elements a product spends more time on its result than on multiplying. */
const smallInner = 64;

function joined(graph: Graph, names: string[]): string {
  const products = names.map((name) => productOf(graph, name)!);
  const [{ transposeA, transposeB, alpha }] = products as [Product];
  const { type, shape } = graph.port(names[0]!);
  const join = (parts: string[], axis: number) => {
    const extent = parts.reduce((sum, part) => sum + graph.port(part).shape[axis]!, 0);
    return concatenate(graph, parts, { type, shape: graph.port(parts[0]!).shape.with(axis, extent) }, axis);
  };
  const a = join(
    products.map((each) => each.a),
    transposeA ? 0 : 1,
  );
  const b = join(
    products.map((each) => each.b),
    transposeB ? 1 : 0,
  );
  return writeProduct(graph, { a, b, c: undefined, alpha, beta: 1, transposeA, transposeB }, { type, shape });
}

/** A product seen in other axes plus something: the product takes that in. */
function sumWithReshaped(rewriting: Rewriting, inputs: string[], shape: number[]): string | undefined {
  const { graph } = rewriting;
  for (const [name, other] of [inputs, inputs.toReversed()] as [string, string][]) {
    const isReshaped = graph.producer(name)?.op === "Reshape" && sameList(graph.port(name).shape, shape);
    const changed = isReshaped
      ? changeProduct(rewriting, name, (found, port) => {
          const c = found.c === undefined ? addend(graph, other, port.shape) : undefined;
          return c === undefined ? undefined : { ...found, c, beta: 1 };
        })
      : undefined;
    if (changed !== undefined) return changed;
  }
  return undefined;
}
