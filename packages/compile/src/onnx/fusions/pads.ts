import type { Graph, Port } from "../graph.ts";
import { sameList } from "../value.ts";
import { concatenate, stackProducts } from "./concatenation.ts";
import type { Rewriting } from "./fuse.ts";
import { padOf } from "./views.ts";

/** Tensors put side by side along an axis, each of which may be such a row itself. */
type Tiles = { name: string } | { axis: number; parts: Tiles[] };

/** Where in a larger shape tiles lie. */
interface Placed {
  tiles: Tiles;
  start: number[];
  end: number[];
}

/**
 * Joins terms that are pads of neighbouring places: the gradients of the parts into which an array was cut become
 * one concatenation.
 */
export function joinPads(rewriting: Rewriting, terms: string[], shape: number[]): string[] {
  const { graph, isPrivate } = rewriting;
  const placed: Placed[] = [];
  const others: string[] = [];
  for (const name of terms) {
    const pad = isPrivate(name) && sameList(graph.port(name).shape, shape) ? padOf(graph, name) : undefined;
    if (!pad) others.push(name);
    else {
      const end = pad.after.map((width, axis) => shape[axis]! - width);
      placed.push({ tiles: { name: pad.input }, start: pad.before, end });
    }
  }
  const joined = joinNeighbours(placed);
  if (joined.length === placed.length) return terms;
  return [...others, ...joined.map((each) => writePlaced(rewriting, each, shape))];
}

function joinNeighbours(placed: Placed[]): Placed[] {
  for (const [i, first] of placed.entries()) {
    for (const [j, second] of placed.entries()) {
      const both = i === j ? undefined : joinTwo(first, second);
      if (both) return joinNeighbours([both, ...placed.filter((_, at) => at !== i && at !== j)]);
    }
  }
  return placed;
}

/** Both, if the second begins, along one axis, where the first ends. */
function joinTwo(first: Placed, second: Placed): Placed | undefined {
  const differing = first.start.flatMap((start, axis) =>
    start === second.start[axis] && first.end[axis] === second.end[axis] ? [] : [axis],
  );
  const [axis] = differing;
  if (axis === undefined || differing.length > 1 || first.end[axis] !== second.start[axis]) return undefined;
  const partsOf = (tiles: Tiles) => ("axis" in tiles && tiles.axis === axis ? tiles.parts : [tiles]);
  const parts = [...partsOf(first.tiles), ...partsOf(second.tiles)];
  return { tiles: { axis, parts }, start: first.start, end: second.end };
}

function writePlaced(rewriting: Rewriting, { tiles, start, end }: Placed, shape: number[]): string {
  const { graph } = rewriting;
  const inner = writeTiles(rewriting, tiles);
  const widths = [...start, ...end.map((place, axis) => shape[axis]! - place)];
  if (widths.every((width) => width === 0)) return inner;
  const { type } = graph.port(inner);
  const inputs = [inner, graph.integers(widths), graph.constant(type, [], [0])];
  return graph.node("Pad", inputs, { type, shape });
}

function writeTiles(rewriting: Rewriting, tiles: Tiles): string {
  if ("name" in tiles) return tiles.name;
  const { graph } = rewriting;
  const port = portOf(graph, tiles);
  const stacked = isStack(graph, tiles) ? stackProducts(rewriting, leavesOf(tiles), port) : undefined;
  if (stacked !== undefined) return stacked;
  const parts = tiles.parts.map((part) => writeTiles(rewriting, part));
  return concatenate(graph, parts, port, tiles.axis);
}

const leavesOf = (tiles: Tiles): string[] => ("name" in tiles ? [tiles.name] : tiles.parts.flatMap(leavesOf));

function portOf(graph: Graph, tiles: Tiles): Omit<Port, "name"> {
  if ("name" in tiles) return graph.port(tiles.name);
  const ports = tiles.parts.map((part) => portOf(graph, part));
  const extent = ports.reduce((sum, { shape }) => sum + shape[tiles.axis]!, 0);
  const [{ type, shape }] = ports as [Omit<Port, "name">];
  return { type, shape: shape.with(tiles.axis, extent) };
}

/** Whether the tiles lie one after the other in memory. */
function isStack(graph: Graph, tiles: Tiles): boolean {
  if ("name" in tiles) return true;
  const { shape } = portOf(graph, tiles);
  return (
    shape.slice(0, tiles.axis).every((extent) => extent === 1) &&
    tiles.parts.every((part) => isStack(graph, part))
  );
}
