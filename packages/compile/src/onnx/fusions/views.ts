import type { Graph } from "../graph.ts";

/** A tensor surrounded by zeros. */
export interface Pad {
  input: string;
  before: number[];
  after: number[];
}

export function padOf(graph: Graph, name: string): Pad | undefined {
  const producer = graph.producer(name);
  if (producer?.op !== "Pad" || producer.inputs.length > 3) return undefined;
  const widths = Array.from(graph.values(producer.inputs[1]!)!, Number);
  const rank = widths.length / 2;
  return { input: producer.inputs[0]!, before: widths.slice(0, rank), after: widths.slice(rank) };
}

/** A part of a tensor, without steps. */
export interface Slice {
  input: string;
  start: number[];
  shape: number[];
}

export function sliceOf(graph: Graph, name: string): Slice | undefined {
  const producer = graph.producer(name);
  if (producer?.op !== "Slice" || producer.inputs.length !== 4) return undefined;
  const [input, starts, , axes] = producer.inputs as [string, string, string, string];
  const start = graph.port(input).shape.map(() => 0);
  const values = Array.from(graph.values(starts)!, Number);
  for (const [i, axis] of Array.from(graph.values(axes)!, Number).entries()) start[axis] = values[i]!;
  return { input, start, shape: graph.port(name).shape };
}
