import { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";

/** What the engine wraps around an array in any of its transformations. */
interface Tracer {
  ref: Tracer;
  fullLower(): Tracer;
  dispose(): void;
}

/** The wrapper of `grad`: the value together with its tangent. */
interface DualNumber extends Tracer {
  primal: Tracer;
  tangent: Tracer;
}

/**
 * The array behind an argument that is being differentiated, as a constant, for operations that have no
 * derivative rule (decompositions). Borrows `x`; the result is the caller's.
 * @throws InvalidArgumentError inside a compiled program or `vmap`, where there are no values yet
 */
export function concreteValue(argument: string, x: Array): Array {
  let value = x.ref as unknown as Tracer;
  for (;;) {
    const inner = unwrap(value);
    if (inner === value) break;
    value = inner;
  }
  if (value instanceof Array) return value;
  value.dispose();
  throw new InvalidArgumentError(argument, "an array with values", "one that is being traced into a program");
}

function unwrap(value: Tracer): Tracer {
  if (!("primal" in value)) return value.fullLower();
  const { primal, tangent } = value as DualNumber;
  tangent.dispose();
  return primal;
}
