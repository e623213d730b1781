import type { Graph, Node, Port } from "../graph.ts";
import { sameList } from "../value.ts";
import { uniformOf } from "./constants.ts";

/**
 * One place where a softmax is used: its logarithm, itself, or itself times a factor for each row. The engine
 * writes softmax by its parts (greatest, difference, exponential, sum); ONNX Runtime has it as one node.
 */
export type SoftmaxUse =
  | { kind: "log"; of: string }
  | { kind: "plain"; of: string; hasLog: boolean }
  | { kind: "times"; of: string; hasLog: boolean; factor: string }
  /** The greatest of each row, where a row with a NaN becomes NaN later anyway. */
  | { kind: "greatest"; of: string };

/** Writes a use; `written` gives the new names of tensors. */
export function writeSoftmaxUse(
  graph: Graph,
  use: SoftmaxUse,
  written: (name: string) => string,
  { type, shape }: Port,
): string {
  const x = written(use.of);
  if (use.kind === "greatest") return x;
  const whole = { type, shape: graph.port(x).shape };
  const attributes = { axis: whole.shape.length - 1 };
  const logarithm = () => graph.node("LogSoftmax", [x], whole, attributes);
  if (use.kind === "log") return logarithm();
  const softmax = use.hasLog
    ? graph.node("Exp", [logarithm()], whole)
    : graph.node("Softmax", [x], whole, attributes);
  if (use.kind === "plain") return softmax;
  const factor = written(use.factor);
  const number = sameList(whole.shape, shape) ? uniformOf(graph, factor) : undefined;
  const times = number === undefined ? factor : graph.constant(type, [], [number]);
  return graph.node("Mul", [softmax, times], { type, shape });
}

/**
 * Softmaxes over the last axis that are used in no other way than as a whole: the tensors to replace, with what
 * they are. Of those that are used by their parts as well, as in the logarithm of the sum of exponentials, only the
 * greatest of each row is simpler.
 */
export function findSoftmaxes(graph: Graph, nodes: Node[], outputs: string[]): Map<string, SoftmaxUse> {
  const finder = new Finder(graph, nodes, outputs);
  return new Map(nodes.filter(({ op }) => op === "Exp").flatMap((node) => finder.usesOf(node) ?? []));
}

class Finder {
  readonly #graph: Graph;
  readonly #consumers = new Map<string, Node[]>();
  readonly #outputs: Set<string>;

  constructor(graph: Graph, nodes: Node[], outputs: string[]) {
    this.#graph = graph;
    this.#outputs = new Set(outputs);
    for (const node of nodes) {
      for (const input of new Set(node.inputs)) {
        this.#consumers.set(input, [...(this.#consumers.get(input) ?? []), node]);
      }
    }
  }

  /** The uses of the softmax whose exponential this is; undefined if it is none, or is used in other ways. */
  usesOf(exponential: Node): [string, SoftmaxUse][] | undefined {
    const [shifted] = exponential.inputs as [string];
    const x = this.#shiftedInput(shifted);
    const [e] = exponential.outputs as [string];
    const sum = this.#sumOf(e);
    if (x === undefined || sum === undefined) return undefined;

    const logs = this.#readers(sum).filter(({ op }) => op === "Log");
    const logUses = logs.flatMap((log) => this.#readers(log.outputs[0]!));
    const quotients = this.#readers(sum).filter(({ op }) => op === "Div");
    const hasLog = logs.length > 0;
    const uses: [string, SoftmaxUse][] = [];
    const shift = this.#strip(this.#graph.producer(shifted)!.inputs[1]!);
    const sumsOfLogs: Node[] = [];
    for (const use of logUses) {
      if (use.op === "Add" && use.inputs.some((input) => this.#strip(input) === shift)) sumsOfLogs.push(use);
      else if (use.op !== "Sub" || use.inputs[0] !== shifted) return undefined;
      else uses.push([use.outputs[0]!, { kind: "log", of: x }]);
    }
    for (const { inputs, outputs } of quotients) {
      const [numerator] = inputs as [string];
      if (this.#strip(inputs[1]!) !== sum) return undefined;
      if (numerator === e) {
        uses.push([outputs[0]!, { kind: "plain", of: x, hasLog }]);
        continue;
      }
      for (const use of this.#readers(outputs[0]!)) {
        const isProduct = use.op === "Mul" && use.inputs.includes(e) && use.inputs.includes(outputs[0]!);
        if (!isProduct) return undefined;
        uses.push([use.outputs[0]!, { kind: "times", of: x, hasLog, factor: numerator }]);
      }
    }
    const known = new Set([e, sum, shifted, ...[...logs, ...quotients].map(({ outputs }) => outputs[0]!)]);
    const expected = new Set([
      ...uses.map(([name]) => name),
      ...sumsOfLogs.map(({ outputs }) => outputs[0]!),
    ]);
    const isPart = ({ outputs }: Node) => known.has(outputs[0]!) || expected.has(outputs[0]!);
    const parts = [e, sum, shifted, ...logs.map(({ outputs }) => outputs[0]!)];
    const closed = parts.every((part) => this.#isInner(part) && this.#readers(part).every(isPart));
    if (!closed) return undefined;
    if (sumsOfLogs.length === 0) return uses;
    const repair = this.#graph.producer(shift)!;
    const isShielded = this.#isInner(shift) && this.#readers(shift).every(isPart);
    return repair.op === "Where" && isShielded ? [[shift, { kind: "greatest", of: repair.inputs[2]! }]] : [];
  }

  /** x, if this is x less the greatest of its last axis. */
  #shiftedInput(shifted: string): string | undefined {
    const difference = this.#graph.producer(shifted);
    if (difference?.op !== "Sub") return undefined;
    const [x, shift] = difference.inputs as [string, string];
    if (!sameList(this.#graph.port(x).shape, this.#graph.port(shifted).shape)) return undefined;
    let greatest = this.#graph.producer(this.#strip(shift));
    // Rows with a NaN are put right there; a softmax of them is NaN by itself.
    if (greatest?.op === "Where") greatest = this.#graph.producer(greatest.inputs[2]!);
    return greatest?.op === "ReduceMax" && greatest.inputs[0] === x && this.#isOverLastAxis(greatest)
      ? x
      : undefined;
  }

  /** The sum over the last axis of a tensor. */
  #sumOf(e: string): string | undefined {
    const sums = this.#readers(e).filter((node) => node.op === "ReduceSum" && this.#isOverLastAxis(node));
    return sums.length === 1 && this.#strip(sums[0]!.inputs[0]!) === e ? sums[0]!.outputs[0] : undefined;
  }

  #isOverLastAxis(node: Node): boolean {
    const axes = Array.from(this.#graph.values(node.inputs[1]!) ?? [], Number);
    const { shape } = this.#graph.port(node.inputs[0]!);
    return axes.length === 1 && axes[0] === shape.length - 1;
  }

  /** The tensor under reshapes. */
  #strip(name: string): string {
    const producer = this.#graph.producer(name);
    return producer?.op === "Reshape" ? this.#strip(producer.inputs[0]!) : name;
  }

  /** Nodes that read a tensor, in whatever shape. */
  #readers(name: string): Node[] {
    return (this.#consumers.get(name) ?? []).flatMap((node) =>
      node.op === "Reshape" && node.inputs[0] === name ? this.#readers(node.outputs[0]!) : [node],
    );
  }

  /** Whether a tensor, in whatever shape, is no result. */
  #isInner(name: string): boolean {
    if (this.#outputs.has(name)) return false;
    const reshapes = (this.#consumers.get(name) ?? []).filter(({ op }) => op === "Reshape");
    return reshapes.every(({ outputs }) => this.#isInner(outputs[0]!));
  }
}
