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
 * An argument that is being differentiated, as a constant. Unlike `lax.stopGradient`, which keeps a tangent of zeros
 * and computes with it, this leaves nothing of the differentiation. Borrows `x`; the result is the caller's: an array,
 * or inside a compiled program or `vmap` what stands for it.
 */
export function undifferentiated(x: Array): Array {
  let value = x.ref as unknown as Tracer;
  for (;;) {
    const inner = unwrap(value);
    if (inner === value) return value as unknown as Array;
    value = inner;
  }
}

/**
 * The array behind an argument that is being differentiated, as a constant, for operations that have no
 * derivative rule (decompositions). Borrows `x`; the result is the caller's.
 * @throws InvalidArgumentError inside a compiled program or `vmap`, where there are no values yet
 */
export function concreteValue(argument: string, x: Array): Array {
  const value = undifferentiated(x);
  if (isConcrete(value)) return value;
  value.dispose();
  throw new InvalidArgumentError(argument, "an array with values", "one that is being traced into a program");
}

/** Whether an array has values, and is not just what stands for one inside a program. */
export const isConcrete = (x: Array): boolean => x instanceof Array;

function unwrap(value: Tracer): Tracer {
  if (!("primal" in value)) return value.fullLower();
  const { primal, tangent } = value as DualNumber;
  tangent.dispose();
  return primal;
}
