import { Graph, type Node, type Port } from "../graph.ts";
import type { Lowered } from "../lower.ts";
import { foldReshape, scaledTable, sumOfTable, sumWithOneHot, uniformArithmetic } from "./constants.ts";
import { concatenated } from "./concatenation.ts";
import {
  differenceWithProduct,
  productOfMultiples,
  reversedDifference,
  scaledProduct,
  sliceOfSum,
  sumOfProducts,
} from "./sums.ts";
import { findSoftmaxes, writeSoftmaxUse } from "./softmax.ts";

/** What a fusion knows: the graph being written, and who else needs a tensor of it. */
export interface Rewriting {
  graph: Graph;
  /** Whether a tensor is needed once only, so that it need not be computed if that one is done without it. */
  isPrivate(name: string): boolean;
  /** Of the one node, in the graph that is rewritten, that reads a node's result: its operator, its result's shape. */
  onlyReader(node: Node): { op: string; shape: number[] } | undefined;
}

/** A faster way to compute a node's result, of the given type and shape; undefined if it has none. */
export type Fusion = (rewriting: Rewriting, inputs: string[], result: Port, node: Node) => string | undefined;

/** The fusions of each operator, tried in this order. */
const fusions: Record<string, Fusion[]> = {
  Add: [sumWithOneHot, sumOfProducts, uniformArithmetic],
  Sub: [sumWithOneHot, differenceWithProduct, reversedDifference, uniformArithmetic],
  Mul: [scaledTable, scaledProduct, uniformArithmetic],
  Div: [uniformArithmetic],
  Concat: [concatenated],
  Gemm: [productOfMultiples],
  Slice: [sliceOfSum],
  ReduceSum: [sumOfTable],
  Reshape: [foldReshape],
};

/**
 * Writes a graph anew with fewer and faster nodes. Fusions only ever add another way to compute a tensor; what is
 * not needed any more is left out.
 */
export function fuse({ graph: source, inputs, outputs }: Lowered): Lowered {
  const { nodes, constants } = source.needed(outputs);
  const softmaxes = findSoftmaxes(source, nodes, outputs);
  const uses = countUses(nodes, outputs);
  const graph = new Graph();
  const written = new Map([["", ""]]);
  const usesWritten = new Map<string, number>();
  const readers = new Map(
    nodes.flatMap(({ op, inputs: read, outputs: [made] }) =>
      read.map((name) => [name, { op, shape: source.port(made!).shape }]),
    ),
  );
  const rewriting: Rewriting = {
    graph,
    isPrivate: (name) => (usesWritten.get(name) ?? 1) === 1,
    onlyReader: ({ outputs: [name] }) => (uses.get(name!) === 1 ? readers.get(name!) : undefined),
  };
  const record = (from: string, to: string) => {
    written.set(from, to);
    usesWritten.set(to, (usesWritten.get(to) ?? 0) + (uses.get(from) ?? 0));
  };

  for (const name of inputs) {
    const { type, shape } = source.port(name);
    record(name, graph.input(name, type, shape));
  }
  for (const { name } of constants) record(name, graph.adopt(source, name));
  for (const node of nodes) {
    const results = node.outputs.map((name) => source.port(name));
    const operands = node.inputs.map((name) => written.get(name)!);
    const use = softmaxes.get(node.outputs[0]!);
    const fused = use
      ? writeSoftmaxUse(graph, use, (name) => written.get(name)!, results[0]!)
      : results.length === 1
        ? firstOf(fusions[node.op] ?? [], (fusion) => fusion(rewriting, operands, results[0]!, node))
        : undefined;
    const types = results.map(({ type, shape }) => ({ type, shape }));
    const names = fused === undefined ? graph.nodes(node.op, operands, types, node.attributes) : [fused];
    for (const [i, output] of node.outputs.entries()) record(output, names[i]!);
  }
  return { graph, inputs, outputs: outputs.map((name) => written.get(name)!) };
}

function firstOf<T, R>(items: T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How often each tensor is read, by nodes or as a result. */
function countUses(nodes: Node[], outputs: string[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const name of [...nodes.flatMap((node) => node.inputs), ...outputs]) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return uses;
}
