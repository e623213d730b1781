import { type Array, type ClosedJaxpr, type JsTreeDef, makeJaxpr, tree } from "@jax-js/jax";
import { leafPaths } from "../argumentPaths.ts";
import { argumentPaths, ArrayType, type TreeFunction } from "../traceable.ts";
import { fuse } from "./fusions/fuse.ts";
import type { Graph } from "./graph.ts";
import { lower, type Lowered } from "./lower.ts";

/** A function of trees as a graph of tensors. */
export interface TracedGraph {
  graph: Graph;
  /** Names of the arguments' leaves, in their order. */
  inputs: string[];
  /** Tensors of the results' leaves, in their order; several may be the same, or an input. */
  outputs: string[];
  /** Types of the results' leaves. */
  types: ArrayType[];
  /** Names for the results' leaves: `result.weights`. */
  paths: string[];
  /** Of the results. */
  structure: JsTreeDef;
}

/**
 * Traces a function and lowers it.
 * @param types of the arguments' leaves
 * @param structure of the arguments
 * @throws UnsupportedError if ONNX lacks something that the function does
 */
export function traceGraph(fn: TreeFunction, types: ArrayType[], structure: JsTreeDef): TracedGraph {
  const args = tree.unflatten(structure, types as never) as unknown as unknown[];
  const { jaxpr, treedef } = makeJaxpr(fn as never)(...(args as never));
  const outs = jaxpr.jaxpr.outs.map(
    ({ aval: { shape, dtype, weakType } }) => new ArrayType(shape, dtype, weakType),
  );
  const lowered = lowerTraced(jaxpr, argumentPaths(fn, args));
  const paths = leafPaths(tree.unflatten(treedef, outs as never), "result");
  return { ...lowered, types: outs, paths, structure: treedef };
}

/** Lowers a traced function and frees the constants that the trace holds. */
function lowerTraced(jaxpr: ClosedJaxpr, names: string[]): Lowered {
  try {
    const constants = jaxpr.consts.map((constant) => (constant as Array).ref.dataSync());
    return fuse(lower(jaxpr, constants, names));
  } finally {
    jaxpr.dispose();
  }
}
