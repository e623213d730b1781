import type { Port } from "../graph.ts";
import { product, reshapeTensor, sameList } from "../value.ts";
import { concatenate } from "./concatenation.ts";
import type { Rewriting } from "./fuse.ts";
import { largestJoined, type Product, productOf, writeProduct } from "./product.ts";
import { padOf } from "./views.ts";
import { fewestChannels, fewestWindows, flatten, positions } from "./windows.ts";

/** A product of rows, one for each place of a grid [batch, …, channels], put into a larger grid. */
interface ShiftedProduct {
  product: Product;
  /** Inner extents of the grid of rows. */
  places: number[];
  /** Where it begins in the larger one. */
  before: number[];
}

function shiftedProduct({ graph, isPrivate }: Rewriting, name: string): ShiftedProduct | undefined {
  const pad = isPrivate(name) ? padOf(graph, name) : undefined;
  if (!pad || !isPrivate(pad.input)) return undefined;
  const { before, after } = pad;
  const last = before.length - 1;
  const isInner = [0, last].every((axis) => before[axis] === 0 && after[axis] === 0);
  const reshape = graph.producer(pad.input);
  if (!isInner || reshape?.op !== "Reshape" || !isPrivate(reshape.inputs[0]!)) return undefined;
  const found = productOf(graph, reshape.inputs[0]!);
  if (!found || found.c !== undefined || found.transposeA) return undefined;
  const { shape } = graph.port(pad.input);
  if (graph.port(reshape.inputs[0]!).shape[1] !== shape[last]) return undefined;
  return { product: found, places: shape.slice(1, last), before: before.slice(1, last) };
}

/**
 * Whether these terms are products of the same rows, shifted: the gradient of a convolution with respect to its
 * input.
 */
export function isSumOfShifted(rewriting: Rewriting, terms: string[]): boolean {
  if (terms.length < fewestWindows) return false;
  const [first, ...rest] = terms.map((term) => shiftedProduct(rewriting, term));
  const { graph } = rewriting;
  if (!first || first.places.length === 0) return false;
  const [rows, inner] = graph.port(first.product.a).shape as [number, number];
  if (inner < fewestChannels || rows * inner * terms.length > largestJoined) return false;
  return rest.every(
    (each) =>
      each !== undefined &&
      each.product.a === first.product.a &&
      each.product.alpha === first.product.alpha &&
      each.product.transposeB === first.product.transposeB &&
      sameList(each.places, first.places),
  );
}

/**
 * Such a sum as one product: every place gathers the rows that reach it.
 * @param shape of the part of the sum that is wanted
 * @param start of that part
 */
export function writeShifted(
  rewriting: Rewriting,
  terms: string[],
  { type, shape }: Omit<Port, "name">,
  start: number[],
): string {
  const { graph } = rewriting;
  // In the order of the kernel's parts, which then need not be put together again.
  const order = ({ before }: ShiftedProduct) =>
    flatten(
      before,
      shape.slice(1, -1).map((extent) => extent + 1),
    );
  const shifted = terms
    .map((term) => shiftedProduct(rewriting, term)!)
    .sort((one, other) => order(one) - order(other));
  const [{ product: first, places }] = shifted as [ShiftedProduct];
  const [batch, channels] = [shape[0]!, shape.at(-1)!];
  const inner = graph.port(first.a).shape[1]!;
  const count = product(places);
  const wanted = positions(shape.slice(1, -1));
  const indices = wanted.flatMap((place) =>
    shifted.map(({ before }) => {
      const from = place.map((x, i) => x + start[i + 1]! - before[i]!);
      return from.every((x, i) => x >= 0 && x < places[i]!) ? flatten(from, places) : count;
    }),
  );
  // Places that nothing reaches read a row of zeros.
  const rows = reshapeTensor(graph, first.a, [batch, count, inner]);
  const widths = graph.integers([0, 0, 0, 0, 1, 0]);
  const border = [rows, widths, graph.constant(type, [], [0])];
  const bordered = graph.node("Pad", border, { type, shape: [batch, count + 1, inner] });
  const table = graph.constant("int64", [indices.length], indices);
  const port = { type, shape: [batch, indices.length, inner] };
  const gathered = graph.node("Gather", [bordered, table], port, { axis: 1 });
  const columns = reshapeTensor(graph, gathered, [batch * wanted.length, shifted.length * inner]);

  const kernels = shifted.map((each) => each.product.b);
  const length = kernels.length * inner;
  const [extents, axis] = first.transposeB ? [[channels, length], 1] : [[length, channels], 0];
  const b = concatenate(graph, kernels, { type, shape: extents }, axis);
  const sums = { type, shape: [batch * wanted.length, channels] };
  return reshapeTensor(graph, writeProduct(graph, { ...first, a: columns, b }, sums), shape);
}
