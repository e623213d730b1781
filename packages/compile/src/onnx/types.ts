import type { DType } from "@jax-js/jax";

/** Why a program has no ONNX form; it then runs on the engine's own compiler as a whole. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
  /** The engine's primitive that stands in the way. */
  readonly primitive: string;

  constructor(primitive: string, reason: string) {
    super(`${primitive}: ${reason}`);
    this.primitive = primitive;
  }
}

/** Element types of ONNX that a program meets, by their number in the schema. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
} as const;

export type ElementType = keyof typeof elementTypes;

/** Bytes of one element. */
export const elementBytes: Record<ElementType, number> = {
  float32: 4,
  uint8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
  float64: 8,
  uint32: 4,
};

/** The element type of an engine dtype. */
export function elementTypeOf(dtype: DType): ElementType {
  if (dtype in elementTypes) return dtype as ElementType;
  throw new UnsupportedError("dtype", `${dtype} has no kernels in ONNX Runtime`);
}

export function isFloat(type: ElementType): boolean {
  return type === "float32" || type === "float64";
}

/** Values of a constant tensor; int64 as BigInt, bool as 0 and 1. */
export type TensorData = Float32Array | Float64Array | Int32Array | Uint32Array | BigInt64Array | Uint8Array;

/** Makes the data of a constant from plain numbers. */
export function tensorData(type: ElementType, values: ArrayLike<number>): TensorData {
  switch (type) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return Float64Array.from(values);
    case "int32":
      return Int32Array.from(values);
    case "uint32":
      return Uint32Array.from(values);
    case "int64":
      return BigInt64Array.from(Array.from(values, (value) => BigInt(value)));
    case "uint8":
      return Uint8Array.from(values);
    case "bool":
      return Uint8Array.from(values, (value) => (value ? 1 : 0));
  }
}
