import { elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { expand, product, reshapeTensor, type Value } from "../value.ts";

/** Rotations of the two alternating kinds of four rounds (Salmon et al. 2011, table 2). */
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];
/** The constant that the key schedule is completed with. */
const parity = 0x1bd11bda;

/**
 * Random bits by Threefry-2x32 with 20 rounds, bit for bit those of the engine: the counter of an element is its
 * place within its key, the result one of the two words or their exclusive or.
 */
export function randomBits(graph: Graph, keys: [Value, Value], shape: number[], mode: "xor" | 0 | 1): Value {
  const u = (value: number) => scalar(graph, "uint32", value);
  const plus = (a: Value, b: Value) => elementwise(graph, "Add", [a, b]);
  const xor = (a: Value, b: Value) => elementwise(graph, "BitwiseXor", [a, b]);
  const shift = (a: Value, by: number, direction: string) =>
    elementwise(graph, "BitShift", [a, u(by)], "uint32", { direction });
  const rotate = (a: Value, by: number) =>
    elementwise(graph, "BitwiseOr", [shift(a, by, "LEFT"), shift(a, 32 - by, "RIGHT")]);

  const rank = shape.length;
  const aligned = keys.map((key): Value => {
    const ones = Array.from({ length: rank - key.shape.length }, () => 1);
    const stored = [...expand(graph, key).stored, ...ones];
    return { ...key, name: reshapeTensor(graph, expand(graph, key).name, stored), shape, stored };
  }) as [Value, Value];
  const schedule = [...aligned, xor(xor(...aligned), u(parity))];

  const own = shape.slice(keys[0].shape.length);
  const counts = Uint32Array.from({ length: product(own) }, (_, i) => i);
  const lead = keys[0].shape.map(() => 1);
  const counter: Value = {
    name: graph.constant("uint32", [...lead, ...own], counts),
    type: "uint32",
    shape: [...lead, ...own],
    stored: [...lead, ...own],
  };
  let x0 = schedule[0]!;
  let x1 = plus(counter, schedule[1]!);
  for (let group = 0; group < 5; group++) {
    for (const rotation of rotations[group % 2]!) {
      x0 = plus(x0, x1);
      x1 = xor(rotate(x1, rotation), x0);
    }
    x0 = plus(x0, schedule[(group + 1) % 3]!);
    x1 = plus(plus(x1, schedule[(group + 2) % 3]!), u(group + 1));
  }
  const bits = mode === "xor" ? xor(x0, x1) : mode === 0 ? x0 : x1;
  return { ...bits, shape };
}
