/**
 * A small but real text encoder in the layout of Transformers.js: a WordPiece tokenizer and an ONNX graph that looks
 * words up, mixes in their place and squashes. Words of one group have near vectors, so that "hinge" means much the
 * same to it as "margin".
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as onnx from "onnx-buf";
import { seededRandom } from "./madeUpPapers.ts";

const groups = [
  ["margin", "margins", "hinge", "pairwise", "surrogate", "surrogates", "losses", "loss"],
  ["image", "pixel", "camera", "segmentation", "captions", "cifar"],
  ["bandit", "regret", "reward", "policy", "exploration"],
];
const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
const vocabulary = [...special, ...groups.flat()];
const size = 8;
const longest = 16;

export interface TinyEncoderOptions {
  seed?: number;
  /** Files of sentence transformers beside it. */
  pooling?: "first";
  queryPrompt?: string;
}

/** Writes the model into a folder. */
export function writeTinyEncoder(
  folder: string,
  { seed = 1, pooling, queryPrompt }: TinyEncoderOptions = {},
): void {
  mkdirSync(join(folder, "onnx"), { recursive: true });
  mkdirSync(join(folder, "1_Pooling"), { recursive: true });
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write("config.json", { max_position_embeddings: longest, pad_token_id: 0 });
  write("tokenizer_config.json", { tokenizer_class: "BertTokenizer", model_max_length: 1e30 });
  write("tokenizer.json", tokenizer());
  write("1_Pooling/config.json", { pooling_mode_cls_token: pooling === "first" });
  if (queryPrompt) write("config_sentence_transformers.json", { prompts: { query: queryPrompt } });
  writeFileSync(join(folder, "onnx", "model.onnx"), graph(seed));
}

function tokenizer() {
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [token("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, token("[SEP]")],
      pair: [],
      special_tokens: {
        "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
        "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
      },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

/** last_hidden_state = tanh(words[input_ids] + places[0 … tokens]) · attention_mask */
function graph(seed: number): Uint8Array {
  const random = seededRandom(seed);
  const noise = (scale: number) => scale * (2 * random() - 1);
  const groupOf = (word: string) => groups.findIndex((group) => group.includes(word));
  const words = vocabulary.flatMap((word) =>
    Array.from({ length: size }, (_, axis) => (axis === groupOf(word) ? 1 : 0) + noise(0.1)),
  );
  const places = Array.from({ length: longest * size }, () => noise(0.02));
  const node = (opType: string, input: string[], output: string, attribute: object[] = []) => ({
    opType,
    input,
    output: [output],
    attribute,
  });
  const toFloat = [{ name: "to", i: 1n, type: onnx.AttributeProto_AttributeType.INT }];
  const model = create(onnx.ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [{ domain: "", version: 21n }],
    graph: {
      name: "tiny encoder",
      input: [int64Input("input_ids"), int64Input("attention_mask"), int64Input("token_type_ids")],
      output: [value("last_hidden_state", onnx.TensorProto_DataType.FLOAT, ["texts", "tokens", size])],
      initializer: [
        floats("words", [vocabulary.length, size], words),
        floats("places", [longest, size], places),
        integers("zero", [0]),
        integers("one", [1]),
        integers("two", [2]),
        integers("last", [-1]),
      ],
      node: [
        node("Gather", ["words", "input_ids"], "word_vectors"),
        node("Shape", ["input_ids"], "shape"),
        node("Slice", ["shape", "one", "two"], "tokens"),
        node("Slice", ["places", "zero", "tokens"], "place_vectors"),
        node("Add", ["word_vectors", "place_vectors"], "sum"),
        node("Tanh", ["sum"], "squashed"),
        node("Cast", ["attention_mask"], "mask", toFloat),
        node("Unsqueeze", ["mask", "last"], "column"),
        node("Mul", ["squashed", "column"], "last_hidden_state"),
      ],
    },
  });
  return toBinary(onnx.ModelProtoSchema, model);
}

function value(name: string, elemType: number, dims: (string | number)[]) {
  const dim = dims.map((extent) => ({
    value:
      typeof extent === "string"
        ? { case: "dimParam" as const, value: extent }
        : { case: "dimValue" as const, value: BigInt(extent) },
  }));
  return { name, type: { value: { case: "tensorType" as const, value: { elemType, shape: { dim } } } } };
}

const int64Input = (name: string) => value(name, onnx.TensorProto_DataType.INT64, ["texts", "tokens"]);

const floats = (name: string, dims: number[], floatData: number[]) => ({
  name,
  dims: dims.map(BigInt),
  dataType: onnx.TensorProto_DataType.FLOAT,
  floatData,
});

const integers = (name: string, values: number[]) => ({
  name,
  dims: [BigInt(values.length)],
  dataType: onnx.TensorProto_DataType.INT64,
  int64Data: values.map(BigInt),
});
