import { elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { isFloat } from "../types.ts";
import { cast, sameList, type Value } from "../value.ts";

type Binary = (graph: Graph, a: Value, b: Value) => Value;

/** Evaluates an operator on two constants of one element while the graph is built. */
function foldConstants(
  graph: Graph,
  a: Value,
  b: Value,
  compute: (x: number, y: number) => number,
): Value | undefined {
  const [x, y] = [graph.scalar(a.name), graph.scalar(b.name)];
  if (x === undefined || y === undefined || !isFloat(a.type)) return undefined;
  const value = compute(x, y);
  const like = a.stored.length >= b.stored.length ? a : b;
  const shape = a.shape.length >= b.shape.length ? a.shape : b.shape;
  if (!like.stored.every((extent) => extent === 1)) return undefined;
  return { ...like, shape, name: graph.constant(a.type, like.stored, [value]) };
}

/** The operand of a node if the value is the result of that operator. */
function operandOf(graph: Graph, value: Value, op: string): Value | undefined {
  const producer = graph.producer(value.name);
  return producer?.op === op ? { ...value, name: producer.inputs[0]! } : undefined;
}

/** a + b; a sum with a negation is a difference, of booleans it is "or". */
export const add: Binary = (graph, a, b) => {
  if (a.type === "bool") return elementwise(graph, "Or", [a, b]);
  const folded = foldConstants(graph, a, b, (x, y) => x + y);
  if (folded) return folded;
  const [negativeA, negativeB] = [negated(graph, a), negated(graph, b)];
  if (negativeA && negativeB) return negate(graph, elementwise(graph, "Add", [negativeA, negativeB]));
  if (negativeB) return elementwise(graph, "Sub", [a, negativeB]);
  if (negativeA) return elementwise(graph, "Sub", [b, negativeA]);
  return elementwise(graph, "Add", [a, b]);
};

/**
 * a · b; a product with a reciprocal is a quotient, of booleans it is "and". Negations are moved outwards, where
 * they meet other negations and sums; not out of divisors, because the engine's negative 0 is 0.
 */
export const multiply: Binary = (graph, a, b) => {
  if (a.type === "bool") return elementwise(graph, "And", [a, b]);
  const folded = foldConstants(graph, a, b, (x, y) => x * y);
  if (folded) return folded;
  const [negativeA, negativeB] = [negated(graph, a), negated(graph, b)];
  if (negativeA && negativeB) return multiply(graph, negativeA, negativeB);
  if (negativeA) return negate(graph, multiply(graph, negativeA, b));
  if (negativeB) return negate(graph, multiply(graph, a, negativeB));
  const divisorB = operandOf(graph, b, "Reciprocal");
  if (divisorB) return elementwise(graph, "Div", [a, divisorB]);
  const divisorA = operandOf(graph, a, "Reciprocal");
  if (divisorA) return elementwise(graph, "Div", [b, divisorA]);
  return elementwise(graph, "Mul", [a, b]);
};

/** Integer division by zero would end the process: such lanes divide by 1. */
function safeDivisor(graph: Graph, divisor: Value): Value {
  const known = graph.scalar(divisor.name);
  if (isFloat(divisor.type) || (known !== undefined && known !== 0)) return divisor;
  const isZero = elementwise(graph, "Equal", [divisor, scalar(graph, divisor.type, 0)], "bool");
  return where(graph, isZero, scalar(graph, divisor.type, 1), divisor);
}

/** Quotient rounded towards zero. */
export const integerDivide: Binary = (graph, a, b) => {
  const quotient = elementwise(graph, "Div", [a, safeDivisor(graph, b)]);
  return isFloat(a.type) ? truncate(graph, quotient) : quotient;
};

function truncate(graph: Graph, x: Value): Value {
  const isNegative = elementwise(graph, "Less", [x, scalar(graph, x.type, 0)], "bool");
  const [up, down] = [elementwise(graph, "Ceil", [x]), elementwise(graph, "Floor", [x])];
  return elementwise(graph, "Where", [isNegative, up, down], x.type);
}

/** Remainder with the sign of the dividend; of floats by the formula of the engine, x − y·trunc(x / y). */
export const remainder: Binary = (graph, a, b) => {
  if (!isFloat(a.type)) return elementwise(graph, "Mod", [a, safeDivisor(graph, b)], a.type, { fmod: 1 });
  return elementwise(graph, "Sub", [a, elementwise(graph, "Mul", [integerDivide(graph, a, b), b])]);
};

export const minimum: Binary = (graph, a, b) => elementwise(graph, a.type === "bool" ? "And" : "Min", [a, b]);

export const maximum: Binary = (graph, a, b) => elementwise(graph, a.type === "bool" ? "Or" : "Max", [a, b]);

/** 0 − x, as the engine does it: of 0 that is 0 and not -0. Where a number or a constant is negated, it is done here. */
export function negate(graph: Graph, x: Value): Value {
  if (x.type === "uint32") return elementwise(graph, "Mul", [x, scalar(graph, "uint32", 2 ** 32 - 1)]);
  const constant = isFloat(x.type) ? negativeConstant(graph, x.name) : undefined;
  if (constant !== undefined) return { ...x, name: constant };
  const producer = graph.producer(x.name);
  const [left, right] = producer?.inputs ?? [];
  const port = { type: x.type, shape: x.stored };
  const positive = negated(graph, x);
  if (positive && sameList(graph.port(positive.name).shape, x.stored)) return positive;
  if (producer?.op === "Mul" && isFloat(x.type)) {
    const [first, second] = [negativeConstant(graph, left!), negativeConstant(graph, right!)];
    if (first !== undefined) return { ...x, name: graph.node("Mul", [first, right!], port) };
    if (second !== undefined) return { ...x, name: graph.node("Mul", [left!, second], port) };
  }
  return elementwise(graph, "Sub", [scalar(graph, x.type, 0), x]);
}

/** The negative of a constant. */
function negativeConstant(graph: Graph, name: string): string | undefined {
  const values = graph.values(name) as ArrayLike<number> | undefined;
  if (!values) return undefined;
  const { type, shape } = graph.port(name);
  return graph.constant(
    type,
    shape,
    Array.from(values, (value) => 0 - value),
  );
}

/** The float that is negated, if this is the result of {@link negate}. */
export function negated(graph: Graph, x: Value): Value | undefined {
  const producer = graph.producer(x.name);
  if (producer?.op !== "Sub" || !isFloat(x.type) || graph.scalar(producer.inputs[0]!) !== 0) return undefined;
  return { ...x, name: producer.inputs[1]! };
}

const comparisons = { less: "Less", equal: "Equal", less_equal: "LessOrEqual", not_equal: "Equal" } as const;

export function compare(graph: Graph, a: Value, b: Value, op: keyof typeof comparisons): Value {
  const [x, y] =
    a.type === "bool" && op !== "equal" && op !== "not_equal"
      ? [cast(graph, a, "int32"), cast(graph, b, "int32")]
      : [a, b];
  const result = elementwise(graph, comparisons[op], [x, y], "bool");
  return op === "not_equal" ? elementwise(graph, "Not", [result], "bool") : result;
}

/** Chooses by a condition. ONNX Runtime has no kernel for unsigned and boolean branches; they go through int32. */
export function where(graph: Graph, condition: Value, a: Value, b: Value): Value {
  if (a.type === "uint32" || a.type === "bool") {
    const [x, y] = [cast(graph, a, "int32"), cast(graph, b, "int32")];
    return cast(graph, elementwise(graph, "Where", [condition, x, y], "int32"), a.type);
  }
  return elementwise(graph, "Where", [condition, a, b], a.type);
}

/**
 * Converts the element type as the engine does: to integers by truncation, NaN to 0, and the nearest end when out
 * of range.
 */
export function convert(graph: Graph, x: Value, type: Value["type"]): Value {
  if (!isFloat(x.type) || isFloat(type) || type === "bool") return cast(graph, x, type);
  const [low, high] = type === "int32" ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  const known = graph.scalar(x.name);
  if (known !== undefined) {
    const value = Math.min(Math.max(Math.trunc(known) || 0, low), high);
    return { ...x, type, name: graph.constant(type, x.stored, [value]) };
  }
  const isNan = elementwise(graph, "IsNaN", [x], "bool");
  const number = elementwise(graph, "Where", [isNan, scalar(graph, x.type, 0), x], x.type);
  const above = elementwise(graph, "Max", [number, scalar(graph, x.type, low)]);
  const isTooLarge = elementwise(graph, "GreaterOrEqual", [x, scalar(graph, x.type, high + 1)], "bool");
  return where(graph, isTooLarge, scalar(graph, type, high), cast(graph, above, type));
}

const bitOperators = { and: "And", or: "Or", xor: "Xor" } as const;

export function combineBits(graph: Graph, a: Value, b: Value, op: keyof typeof bitOperators): Value {
  const prefix = a.type === "bool" ? "" : "Bitwise";
  return elementwise(graph, prefix + bitOperators[op], [a, b]);
}

/** Shifts in zeros at either end, for negative integers too. */
export function shiftBits(graph: Graph, a: Value, b: Value, op: "shl" | "shr"): Value {
  const bits = cast(graph, a, "uint32");
  const direction = op === "shl" ? "LEFT" : "RIGHT";
  const shifted = elementwise(graph, "BitShift", [bits, cast(graph, b, "uint32")], "uint32", { direction });
  return cast(graph, shifted, a.type);
}

/** Number of ones, by adding neighbouring fields of growing width. */
export function countBits(graph: Graph, x: Value): Value {
  const u = (value: number) => scalar(graph, "uint32", value);
  const and = (a: Value, mask: number) => elementwise(graph, "BitwiseAnd", [a, u(mask)]);
  const shift = (a: Value, by: number) => shiftBits(graph, a, u(by), "shr");
  const sum = (a: Value, b: Value) => elementwise(graph, "Add", [a, b]);
  const bits = cast(graph, x, "uint32");
  const pairs = sum(and(bits, 0x55555555), and(shift(bits, 1), 0x55555555));
  const nibbles = sum(and(pairs, 0x33333333), and(shift(pairs, 2), 0x33333333));
  const bytes = and(sum(nibbles, shift(nibbles, 4)), 0x0f0f0f0f);
  const total = shift(elementwise(graph, "Mul", [bytes, u(0x01010101)]), 24);
  return cast(graph, total, "int32");
}
