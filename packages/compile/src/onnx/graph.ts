import { create, toBinary } from "@bufbuild/protobuf";
import { createHash } from "node:crypto";
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { type ElementType, elementTypes, type TensorData, tensorData } from "./types.ts";

/** The newest operator set that ONNX Runtime 1.30 runs, and the file version that goes with it. */
const operatorSet = 26n;
const fileVersion = 12n;

/** A whole number, a text, whole numbers, or a float as `{ float }`. */
export type Attribute = number | string | number[] | { float: number };
export type Attributes = Record<string, Attribute>;

/** Name, type and shape of a tensor: of a graph's input or output, or of what a node makes. */
export interface Port {
  name: string;
  type: ElementType;
  shape: number[];
}

export interface Node {
  op: string;
  inputs: string[];
  attributes: Attributes;
  outputs: string[];
}

interface Constant extends Port {
  data: TensorData;
}

/**
 * An ONNX graph under construction. Equal nodes and equal constants are made once; what no output needs is
 * left out of the model.
 */
export class Graph {
  readonly #ports = new Map<string, Port>();
  /** Places of the tensors in the order in which they came to be. */
  readonly #ages = new Map<string, number>();
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #producers = new Map<string, Node>();
  readonly #known = new Map<string, string[]>();
  readonly #counters = new Map<string, number>();

  /** Declares an input. */
  input(name: string, type: ElementType, shape: number[]): string {
    return this.#addPort({ name: this.#freshName(name), type, shape });
  }

  /** Adds a node with one output, or finds the equal one that is there. */
  node(op: string, inputs: string[], result: Omit<Port, "name">, attributes: Attributes = {}): string {
    return this.nodes(op, inputs, [result], attributes)[0]!;
  }

  /** The same for nodes with several outputs; an undefined result is an output that nobody asked for. */
  nodes(op: string, inputs: string[], results: Omit<Port, "name">[], attributes: Attributes = {}): string[] {
    const key = JSON.stringify([op, inputs, attributes, results.length]);
    const known = this.#known.get(key);
    if (known) return known;
    const outputs = results.map((result) => {
      return this.#addPort({ name: this.#freshName(op.toLowerCase()), ...result });
    });
    const node = { op, inputs, attributes, outputs };
    this.#nodes.push(node);
    for (const output of outputs) this.#producers.set(output, node);
    this.#known.set(key, outputs);
    return outputs;
  }

  /** A constant tensor. */
  constant(type: ElementType, shape: number[], values: ArrayLike<number>): string {
    return this.#addConstant(type, shape, tensorData(type, values));
  }

  /** A list of whole numbers: axes, shapes, indices. */
  integers(values: number[]): string {
    return this.constant("int64", [values.length], values);
  }

  #addConstant(type: ElementType, shape: number[], data: TensorData): string {
    const key = `${type}[${shape}]${digest(data)}`;
    const known = this.#known.get(key);
    if (known) return known[0]!;
    const name = this.#freshName("constant");
    this.#constants.set(name, { name, type, shape, data });
    this.#known.set(key, [name]);
    return this.#addPort({ name, type, shape });
  }

  /** Type and shape of a tensor. */
  port(name: string): Port {
    return this.#ports.get(name)!;
  }

  /** Tensors in the order in which they came to be. */
  inOrder(names: string[]): string[] {
    return names.toSorted((a, b) => this.#ages.get(a)! - this.#ages.get(b)!);
  }

  /** The node that makes a tensor; undefined for inputs and constants. */
  producer(name: string): Node | undefined {
    return this.#producers.get(name);
  }

  /** The value of a constant of one element, whatever its shape. */
  scalar(name: string): number | undefined {
    const data = this.#constants.get(name)?.data;
    return data?.length === 1 ? Number(data[0]) : undefined;
  }

  /** The values of a constant; undefined for anything else. */
  values(name: string): TensorData | undefined {
    return this.#constants.get(name)?.data;
  }

  /** Brings a constant over from another graph. */
  adopt(graph: Graph, name: string): string {
    const { type, shape, data } = graph.#constants.get(name)!;
    return this.#addConstant(type, shape, data);
  }

  #addPort(port: Port): string {
    this.#ages.set(port.name, this.#ages.size);
    this.#ports.set(port.name, port);
    return port.name;
  }

  #freshName(hint: string): string {
    const count = this.#counters.get(hint) ?? 0;
    this.#counters.set(hint, count + 1);
    return count === 0 && !this.#ports.has(hint) ? hint : `${hint}_${count}`;
  }

  /** Nodes and constants that outputs depend on, the nodes in an order in which they can run. */
  needed(outputs: string[]): { nodes: Node[]; constants: Port[] } {
    return this.#needed(outputs);
  }

  #needed(outputs: string[]): { nodes: Node[]; constants: Constant[] } {
    const wanted = new Set(outputs);
    const nodes = this.#nodes.toReversed().filter((node) => {
      if (!node.outputs.some((output) => wanted.has(output))) return false;
      for (const input of node.inputs) wanted.add(input);
      return true;
    });
    const constants = [...this.#constants.values()].filter((constant) => wanted.has(constant.name));
    return { nodes: nodes.reverse(), constants };
  }

  /** Operators that the model would use, with how often. */
  operators(outputs: string[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { op } of this.#needed(outputs).nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
    return counts;
  }

  /** The inputs, among those given, that the outputs depend on. */
  usedInputs(inputs: string[], outputs: string[]): string[] {
    const used = new Set([...outputs, ...this.#needed(outputs).nodes.flatMap((node) => node.inputs)]);
    return inputs.filter((name) => used.has(name));
  }

  /**
   * The model file, and the names of its outputs.
   * @param inputs names of the tensors that are given
   * @param results tensors to hand out, with the names that they should have outside
   * @param emptySequence name of a first output that is an empty sequence; none by default
   */
  serialise(
    inputs: string[],
    results: { tensor: string; name: string }[],
    { emptySequence }: { emptySequence?: string } = {},
  ): Model {
    const renamed = new Map<string, string>();
    const copies: Node[] = [];
    const outputs = results.map(({ tensor, name: wanted }) => {
      const name = this.#freshName(wanted);
      // Only what a node makes can change its name; inputs, constants and repetitions are handed out as copies.
      if (this.#producers.has(tensor) && !renamed.has(tensor)) renamed.set(tensor, name);
      else copies.push({ op: "Identity", inputs: [tensor], attributes: {}, outputs: [name] });
      return { ...this.port(tensor), name };
    });
    const shown = (name: string) => renamed.get(name) ?? name;
    const needed = this.#needed(results.map(({ tensor }) => tensor));
    const sequence = emptySequence
      ? [{ op: "SequenceEmpty", inputs: [], attributes: {}, outputs: [emptySequence] }]
      : [];
    const nodes = [...sequence, ...needed.nodes, ...copies].map((node) => ({
      ...node,
      inputs: node.inputs.map(shown),
      outputs: node.outputs.map(shown),
    }));
    const model = create(ModelProtoSchema, {
      irVersion: fileVersion,
      producerName: "offprint",
      opsetImport: [{ domain: "", version: operatorSet }],
      graph: {
        name: "program",
        node: nodes.map(({ op, inputs: from, outputs: to, attributes }) =>
          create(NodeProtoSchema, {
            name: to[0]!,
            opType: op,
            input: from,
            output: to,
            attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
          }),
        ),
        initializer: needed.constants.map(({ name, type, shape, data }) =>
          create(TensorProtoSchema, {
            name,
            dataType: elementTypes[type],
            dims: shape.map(BigInt),
            rawData: new Uint8Array(
              data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer,
            ),
          }),
        ),
        input: inputs.map((name) => valueInfo(this.port(name))),
        output: [...(emptySequence ? [sequenceInfo(emptySequence)] : []), ...outputs.map(valueInfo)],
      },
    });
    const bytes = toBinary(ModelProtoSchema, model) as Uint8Array<ArrayBuffer>;
    return { bytes, inputs, outputs: outputs.map(({ name }) => name), nodes: nodes.length };
  }
}

/** A graph as a file. */
export interface Model {
  /** Content of the file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Names of the inputs and outputs, in their order. */
  inputs: string[];
  outputs: string[];
  /** How many nodes compute. */
  nodes: number;
}

/** Tells constants apart: short ones by their bytes, long ones by a hash. */
function digest(data: TensorData): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return bytes.length <= 64 ? bytes.toString("base64") : createHash("sha256").update(bytes).digest("base64");
}

function attributeProto(name: string, value: Attribute): AttributeProto {
  if (typeof value === "string") {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, s, type: AttributeProto_AttributeType.STRING });
  }
  if (typeof value === "number") {
    return create(AttributeProtoSchema, { name, i: BigInt(value), type: AttributeProto_AttributeType.INT });
  }
  if ("float" in value) {
    return create(AttributeProtoSchema, { name, f: value.float, type: AttributeProto_AttributeType.FLOAT });
  }
  return create(AttributeProtoSchema, {
    name,
    ints: value.map(BigInt),
    type: AttributeProto_AttributeType.INTS,
  });
}

function sequenceInfo(name: string): ValueInfoProto {
  const element = { value: { case: "tensorType" as const, value: { elemType: elementTypes.float32 } } };
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: "sequenceType", value: { elemType: element } } }),
  });
}

function valueInfo({ name, type, shape }: Port): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: {
        case: "tensorType",
        value: {
          elemType: elementTypes[type],
          shape: {
            dim: shape.map((extent) => ({ value: { case: "dimValue" as const, value: BigInt(extent) } })),
          },
        },
      },
    }),
  });
}
