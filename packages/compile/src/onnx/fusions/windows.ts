import type { Graph, Port } from "../graph.ts";
import { product, reshapeTensor, sameList } from "../value.ts";
import { type Slice, sliceOf } from "./views.ts";

/** From so many windows on they are gathered at once, if a row of channels is at least so long. */
export const [fewestWindows, fewestChannels] = [4, 8];

/**
 * Shifted windows [batch, …, channels] of one tensor side by side as columns, one row for each place: what the
 * product with a convolution's kernel is taken of. One gather is faster than many slices and a concatenation.
 */
export function gatherWindows(
  graph: Graph,
  parts: string[],
  { type, shape }: Omit<Port, "name">,
  axis: number,
): string | undefined {
  if (parts.length < fewestWindows || axis !== 1 || shape.length !== 2) return undefined;
  const slices = parts.map((part) => {
    const producer = graph.producer(part);
    return producer?.op === "Reshape" ? sliceOf(graph, producer.inputs[0]!) : undefined;
  });
  const [first] = slices as [Slice | undefined];
  if (!first || first.shape.length < 3) return undefined;
  const whole = graph.port(first.input).shape;
  const [batch, channels] = [whole[0]!, whole.at(-1)!];
  const isWindow = (slice: Slice | undefined) =>
    slice?.input === first.input && slice.shape.at(-1) === channels && sameList(slice.shape, first.shape);
  const places = first.shape.slice(1, -1);
  const rows = [batch * product(places), channels];
  if (channels < fewestChannels || first.shape[0] !== batch || !slices.every(isWindow)) return undefined;
  if (!parts.every((part) => sameList(graph.port(part).shape, rows))) return undefined;
  const spatial = whole.slice(1, -1);
  const indices = positions(places).flatMap((place) =>
    slices.map((slice) =>
      flatten(
        place.map((x, i) => x + slice!.start[i + 1]!),
        spatial,
      ),
    ),
  );
  const flat = reshapeTensor(graph, first.input, [batch, product(spatial), channels]);
  const table = graph.constant("int64", [indices.length], indices);
  const gathered = graph.node(
    "Gather",
    [flat, table],
    { type, shape: [batch, indices.length, channels] },
    { axis: 1 },
  );
  return reshapeTensor(graph, gathered, shape);
}

/** All positions of a grid, in the order of memory. */
export function positions([extent, ...rest]: number[]): number[][] {
  if (extent === undefined) return [[]];
  const inner = positions(rest);
  return Array.from({ length: extent }, (_, i) => inner.map((place) => [i, ...place])).flat();
}

export const flatten = (place: number[], extents: number[]) =>
  place.reduce((sum, x, axis) => sum * extents[axis]! + x, 0);
