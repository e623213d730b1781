import { elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { isFloat, UnsupportedError } from "../types.ts";
import type { Value } from "../value.ts";
import { add, multiply, negate, where } from "./arithmetic.ts";

/** Functions of one argument that ONNX has under a name of its own. */
const operators = {
  reciprocal: "Reciprocal",
  floor: "Floor",
  ceil: "Ceil",
  sin: "Sin",
  cos: "Cos",
  asin: "Asin",
  atan: "Atan",
  exp: "Exp",
  log: "Log",
  erf: "Erf",
  sqrt: "Sqrt",
} as const;

export type FunctionName = keyof typeof operators;

/** These have kernels for float32 only. */
const float32Only: FunctionName[] = ["asin", "atan", "erf"];

export function applyFunction(graph: Graph, name: FunctionName, x: Value): Value {
  if (float32Only.includes(name) && x.type !== "float32")
    throw new UnsupportedError(name, `no kernel for ${x.type}`);
  if ((name === "floor" || name === "ceil") && !isFloat(x.type)) return x;
  const known = graph.scalar(x.name);
  if (name === "reciprocal" && known !== undefined) {
    return { ...x, name: graph.constant(x.type, x.stored, [1 / known]) };
  }
  return elementwise(graph, operators[name], [x]);
}

/**
 * 1 − erf(x) without cancellation: for |x| > 1/2 Chebyshev's fit t·exp(−x² + P(t)), t = 1/(1 + |x|/2), with a
 * relative error below 1.2e-7 everywhere (Press et al., Numerical Recipes, section 6.2).
 */
export function complementaryErrorFunction(graph: Graph, x: Value): Value {
  if (x.type !== "float32") throw new UnsupportedError("erfc", `no kernel for ${x.type}`);
  const number = (value: number) => scalar(graph, "float32", value);
  const size = elementwise(graph, "Abs", [x]);
  const t = elementwise(graph, "Reciprocal", [add(graph, multiply(graph, size, number(0.5)), number(1))]);
  let polynomial = number(chebyshev.at(-1)!);
  for (const coefficient of chebyshev.slice(0, -1).toReversed()) {
    polynomial = add(graph, multiply(graph, polynomial, t), number(coefficient));
  }
  const exponent = add(graph, negate(graph, multiply(graph, size, size)), polynomial);
  const tail = multiply(graph, t, elementwise(graph, "Exp", [exponent]));
  const isNegative = elementwise(graph, "Less", [x, number(0)], "bool");
  const far = where(graph, isNegative, elementwise(graph, "Sub", [number(2), tail]), tail);
  const near = elementwise(graph, "Sub", [number(1), elementwise(graph, "Erf", [x])]);
  return where(graph, elementwise(graph, "Less", [size, number(0.5)], "bool"), near, far);
}

const chebyshev = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
