import type { Graph } from "../graph.ts";
import { sameList } from "../value.ts";
import { concatenate } from "./concatenation.ts";
import type { Rewriting } from "./fuse.ts";

/** A tensor surrounded by zeros. */
interface Pad {
  input: string;
  before: number[];
  after: number[];
}

function padOf(graph: Graph, name: string): Pad | undefined {
  const producer = graph.producer(name);
  if (producer?.op !== "Pad" || producer.inputs.length > 3) return undefined;
  const widths = Array.from(graph.values(producer.inputs[1]!)!, Number);
  const rank = widths.length / 2;
  return { input: producer.inputs[0]!, before: widths.slice(0, rank), after: widths.slice(rank) };
}

/**
 * Joins terms that are pads of neighbouring places: the gradients of the parts into which an array was cut become
 * one concatenation.
 */
export function joinPads(rewriting: Rewriting, terms: string[]): string[] {
  const { isPrivate } = rewriting;
  const joined = [...terms];
  for (let i = 0; i < joined.length; i++) {
    for (let j = 0; j < joined.length; j++) {
      if (i === j || !isPrivate(joined[i]!) || !isPrivate(joined[j]!)) continue;
      const both = joinTwo(rewriting, joined[i]!, joined[j]!);
      if (both === undefined) continue;
      joined[i] = both;
      joined.splice(j, 1);
      // What is joined may have neighbours among the terms before.
      i = -1;
      break;
    }
  }
  return joined;
}

/** One pad for two of which the second begins, along one axis, where the first ends. */
function joinTwo(rewriting: Rewriting, first: string, second: string): string | undefined {
  const { graph } = rewriting;
  const [a, b] = [padOf(graph, first), padOf(graph, second)];
  const { shape, type } = graph.port(first);
  if (!a || !b || !sameList(graph.port(second).shape, shape)) return undefined;
  const differing = shape.flatMap((_, axis) =>
    a.before[axis] === b.before[axis] && a.after[axis] === b.after[axis] ? [] : [axis],
  );
  const [axis] = differing;
  if (axis === undefined || differing.length > 1) return undefined;
  if (shape[axis]! - a.after[axis]! !== b.before[axis]) return undefined;
  const inner = shape.map((extent, at) =>
    at === axis ? extent - a.before[at]! - b.after[at]! : graph.port(a.input).shape[at]!,
  );
  const joined = concatenate(rewriting, [a.input, b.input], { type, shape: inner }, axis);
  const widths = [...a.before, ...a.after.with(axis, b.after[axis]!)];
  if (widths.every((width) => width === 0)) return joined;
  const inputs = [joined, graph.integers(widths), graph.constant(type, [], [0])];
  return graph.node("Pad", inputs, { type, shape });
}
