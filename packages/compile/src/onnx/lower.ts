import type { ClosedJaxpr, DType, Jaxpr } from "@jax-js/jax";
import { Graph } from "./graph.ts";
import {
  add,
  combineBits,
  compare,
  convert,
  countBits,
  integerDivide,
  maximum,
  minimum,
  multiply,
  negate,
  remainder,
  shiftBits,
  where,
} from "./rules/arithmetic.ts";
import { conv, type ConvParams } from "./rules/conv.ts";
import { dot } from "./rules/dot.ts";
import { fft } from "./rules/fft.ts";
import { applyFunction, complementaryErrorFunction } from "./rules/functions.ts";
import { gather, scatter, type ScatterParams } from "./rules/indexing.ts";
import { randomBits } from "./rules/random.ts";
import { reduce, type ReduceOp } from "./rules/reduce.ts";
import { broadcast, concatenate, flip, pad, reshape, shrink, split, transpose } from "./rules/shape.ts";
import { argsort } from "./rules/sort.ts";
import { pool, poolTranspose } from "./rules/window.ts";
import { type ElementType, elementTypeOf, elementTypes, UnsupportedError } from "./types.ts";
import { cast, expand, fullValue, type Value } from "./value.ts";

// Parameters of a primitive; the engine types them by primitive, the table below reads the ones it needs.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Params = any;
type JaxprEqn = Jaxpr["eqns"][number];
type Rule = (graph: Graph, inputs: Value[], params: Params) => Value | Value[];

const one =
  (rule: (graph: Graph, x: Value) => Value): Rule =>
  (graph, inputs) =>
    rule(graph, inputs[0]!);
const two =
  (rule: (graph: Graph, a: Value, b: Value) => Value): Rule =>
  (graph, inputs) =>
    rule(graph, inputs[0]!, inputs[1]!);

/** How each primitive of the engine is written in ONNX. */
const rules: Record<string, Rule> = {
  add: two(add),
  mul: two(multiply),
  idiv: two(integerDivide),
  mod: two(remainder),
  min: two(minimum),
  max: two(maximum),
  bit_combine: (graph, [a, b], { op }) => combineBits(graph, a!, b!, op),
  bit_shift: (graph, [a, b], { op }) => shiftBits(graph, a!, b!, op),
  bit_count: one(countBits),
  neg: one(negate),
  reciprocal: one((graph, x) => applyFunction(graph, "reciprocal", x)),
  floor: one((graph, x) => applyFunction(graph, "floor", x)),
  ceil: one((graph, x) => applyFunction(graph, "ceil", x)),
  stop_gradient: one((_, x) => x),
  cast: (graph, [x], { dtype }) => convert(graph, x!, elementTypeOf(dtype as DType)),
  bitcast: (graph, [x], { dtype }) => bitcast(graph, x!, dtype),
  sin: one((graph, x) => applyFunction(graph, "sin", x)),
  cos: one((graph, x) => applyFunction(graph, "cos", x)),
  asin: one((graph, x) => applyFunction(graph, "asin", x)),
  atan: one((graph, x) => applyFunction(graph, "atan", x)),
  exp: one((graph, x) => applyFunction(graph, "exp", x)),
  log: one((graph, x) => applyFunction(graph, "log", x)),
  erf: one((graph, x) => applyFunction(graph, "erf", x)),
  erfc: one(complementaryErrorFunction),
  sqrt: one((graph, x) => applyFunction(graph, "sqrt", x)),
  reduce: (graph, [x], { op, axis }) => reduce(graph, x!, op as ReduceOp, axis),
  dot: two(dot),
  conv: (graph, [x, kernel], params) => conv(graph, x!, kernel!, params as ConvParams),
  pool: (graph, [x], { window, strides }) => pool(graph, x!, window, strides),
  pool_transpose: (graph, [x], { inShape, window, strides }) =>
    poolTranspose(graph, x!, inShape, window, strides),
  compare: (graph, [a, b], { op }) => compare(graph, a!, b!, op),
  where: (graph, [condition, a, b]) => where(graph, condition!, a!, b!),
  concatenate: (graph, parts, { axis }) => concatenate(graph, parts, axis),
  split: (graph, [x], { axis, sizes }) => split(graph, x!, axis, sizes),
  random_bits: (graph, [k0, k1], { shape, mode }) => randomBits(graph, [k0!, k1!], shape, mode),
  gather: (graph, [x, ...indices], { axis, outDim }) => gather(graph, x!, indices, axis, outDim),
  scatter: (graph, [updates, ...indices], params) =>
    scatter(graph, updates!, indices, params as ScatterParams),
  transpose: (graph, [x], { perm }) => transpose(graph, x!, perm),
  broadcast: (graph, [x], { shape, axis }) => broadcast(graph, x!, shape, axis),
  reshape: (graph, [x], { shape }) => reshape(graph, x!, shape),
  flip: (graph, [x], { axis }) => flip(graph, x!, axis),
  shrink: (graph, [x], { slice }) => shrink(graph, x!, slice),
  pad: (graph, [x], { width }) => pad(graph, x!, width),
  sort: (graph, [x]) => argsort(graph, x!)[0],
  argsort: (graph, [x]) => argsort(graph, x!),
  fft: (graph, [real, imaginary], { inverse }) => fft(graph, real!, imaginary!, inverse),
};

/**
 * Primitives without an ONNX form. They decompose matrices by loops whose length depends on the data or that
 * would have to be unrolled over the whole matrix; programs with them run on the engine's own compiler.
 */
export const withoutOnnxForm = ["triangular_solve", "cholesky", "lu", "jacobi_eigh"];

/** Primitives that {@link lower} writes in ONNX. Nested programs (`jit`) are taken apart before. */
export const loweredPrimitives = [...Object.keys(rules), "jit"];

/** Primitives whose operands are brought to one element type, from the given operand on. */
const promoting = new Map([
  ...["add", "mul", "idiv", "mod", "min", "max", "bit_combine", "dot", "conv", "compare", "concatenate"].map(
    (name) => [name, 0] as const,
  ),
  ["where", 1],
]);

const ranks: ElementType[] = ["bool", "uint32", "int32", "float32", "float64"];

/**
 * Brings the operands of an equation to the type that the engine promotes them to: the highest rank among them,
 * where weakly typed ones (from plain numbers) count only against booleans or if all are weak.
 */
function promote(graph: Graph, equation: JaxprEqn, operands: Value[]): Value[] {
  const from = promoting.get(equation.primitive);
  if (from === undefined) return operands;
  const types = equation.inputs.slice(from).map(({ aval }) => aval);
  const strong = types.filter(({ weakType }) => !weakType);
  const counted: ElementType[] =
    strong.length === 0 || strong.length === types.length
      ? types.map(({ dtype }) => elementTypeOf(dtype))
      : [...strong.map(({ dtype }) => elementTypeOf(dtype)), "uint32"];
  const type = ranks.findLast((candidate) => counted.includes(candidate))!;
  return operands.map((operand, i) => (i < from ? operand : cast(graph, operand, type)));
}

function bitcast(graph: Graph, x: Value, dtype: DType): Value {
  const type = elementTypeOf(dtype);
  if (type === x.type) return x;
  const port = { type, shape: x.stored };
  return { ...x, type, name: graph.node("BitCast", [x.name], port, { to: elementTypes[type] }) };
}

/** A traced program as an ONNX graph. */
export interface Lowered {
  graph: Graph;
  /** One for each argument, in their order. */
  inputs: string[];
  /** One for each result, in their order; equal results have the same name, and a result may be an input. */
  outputs: string[];
}

/**
 * Writes a traced program as an ONNX graph.
 * @param constants the values of the program's constants, row-major
 * @param names of the inputs
 * @throws UnsupportedError naming the primitive that has no ONNX form
 */
export function lower(program: ClosedJaxpr, constants: ArrayLike<number>[], names: string[]): Lowered {
  const jaxpr = program.jaxpr.flatten().simplify();
  const graph = new Graph();
  const values = new Map<unknown, Value>();
  const inputs: string[] = [];
  for (const [i, binder] of jaxpr.inBinders.entries()) {
    const type = elementTypeOf(binder.aval.dtype);
    const { shape } = binder.aval;
    const constant = constants[i];
    const name = constant
      ? graph.constant(type, shape, constant)
      : graph.input(names[i - constants.length]!, type, shape);
    if (!constant) inputs.push(name);
    values.set(binder, fullValue(graph, name));
  }
  for (const equation of jaxpr.eqns) {
    const rule = rules[equation.primitive];
    if (!rule) throw new UnsupportedError(equation.primitive, "has no ONNX form");
    const operands = equation.inputs.map((atom) => valueOf(graph, values, atom));
    const results = [rule(graph, promote(graph, equation, operands), equation.params)].flat();
    for (const [i, binder] of equation.outBinders.entries()) values.set(binder, results[i]!);
  }
  const outputs = jaxpr.outs.map((atom) => {
    const value = cast(graph, valueOf(graph, values, atom), elementTypeOf(atom.aval.dtype));
    return expand(graph, value).name;
  });
  return { graph, inputs, outputs };
}

function valueOf(graph: Graph, values: Map<unknown, Value>, atom: Jaxpr["outs"][number]): Value {
  const known = values.get(atom);
  if (known) return known;
  if (!("value" in atom)) throw new Error("a variable of the traced program is used before it is made");
  const type = elementTypeOf(atom.aval.dtype);
  return { name: graph.constant(type, [], [Number(atom.value)]), type, shape: [], stored: [] };
}
