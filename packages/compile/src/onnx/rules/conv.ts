import type { Graph } from "../graph.ts";
import { UnsupportedError } from "../types.ts";
import { expand, product, reshapeTensor, transposeTensor, type Value } from "../value.ts";
import { pad, reshape, shrink } from "./shape.ts";

export interface ConvParams {
  vmapDims: number;
  strides: number[];
  padding: [number, number][];
  lhsDilation: number[];
  rhsDilation: number[];
}

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

/**
 * Cross-correlation of [vmap…, batch, in, spatial…] with [vmap…, out, in, kernel…]. What was vectorised becomes
 * groups of channels; dilation of the input becomes zeros between its elements.
 */
export function conv(graph: Graph, left: Value, right: Value, params: ConvParams): Value {
  if (left.type !== "float32") throw new UnsupportedError("conv", `no kernel for ${left.type}`);
  const { vmapDims: lead, strides, rhsDilation } = params;
  const spread = dilate(graph, expand(graph, left), params.lhsDilation);
  const { image, pads } = applyNegativePadding(graph, spread, params.padding);
  const kernel = expand(graph, right);
  const groups = product(image.shape.slice(0, lead));
  const [batch, channels] = image.shape.slice(lead) as [number, number];
  const outputs = kernel.shape[lead]!;
  const spatial = image.shape.slice(lead + 2);

  const order = [lead, ...range(lead), ...range(spatial.length + 1, lead + 1)];
  const grouped = reshapeTensor(graph, transposeTensor(graph, image.name, order), [
    batch,
    groups * channels,
    ...spatial,
  ]);
  const kernelShape = kernel.shape.slice(lead + 2);
  const weights = reshapeTensor(graph, kernel.name, [groups * outputs, channels, ...kernelShape]);
  const outSpatial = spatial.map((extent, i) => {
    const covered = extent + pads[i]![0] + pads[i]![1] - (kernelShape[i]! - 1) * rhsDilation[i]!;
    return Math.ceil(covered / strides[i]!);
  });
  const attributes = {
    group: groups,
    strides,
    dilations: rhsDilation,
    pads: [...pads.map(([before]) => before), ...pads.map(([, after]) => after)],
  };
  const result = { type: left.type, shape: [batch, groups * outputs, ...outSpatial] };
  const name = graph.node("Conv", [grouped, weights], result, attributes);
  const vmapShape = image.shape.slice(0, lead);
  const split = reshapeTensor(graph, name, [batch, ...vmapShape, outputs, ...outSpatial]);
  const back = [...range(lead, 1), 0, ...range(outSpatial.length + 1, lead + 1)];
  const shape = [...vmapShape, batch, outputs, ...outSpatial];
  return { name: transposeTensor(graph, split, back), type: left.type, shape, stored: shape };
}

/** Puts factor − 1 zeros between neighbours of the last axes. */
function dilate(graph: Graph, x: Value, factors: number[]): Value {
  if (factors.every((factor) => factor === 1)) return x;
  const lead = x.shape.slice(0, x.shape.length - factors.length);
  const spatial = x.shape.slice(lead.length);
  const none = lead.map((): [number, number] => [0, 0]);
  const columns = reshape(graph, x, [...lead, ...spatial.flatMap((extent) => [extent, 1])]);
  const widths = factors.flatMap((factor): [number, number][] => [
    [0, 0],
    [0, factor - 1],
  ]);
  const padded = pad(graph, columns, [...none, ...widths]);
  const joined = reshape(graph, padded, [...lead, ...spatial.map((extent, i) => extent * factors[i]!)]);
  const kept = spatial.map((extent, i): [number, number] => [0, (extent - 1) * factors[i]! + 1]);
  return shrink(graph, joined, [...lead.map((extent): [number, number] => [0, extent]), ...kept]);
}

/** ONNX pads by zero or more only: what is negative is cut off first. */
function applyNegativePadding(graph: Graph, x: Value, padding: [number, number][]) {
  const lead = x.shape.length - padding.length;
  const slice = x.shape.map((extent, axis): [number, number] => {
    const [before, after] = axis < lead ? [0, 0] : padding[axis - lead]!;
    return [Math.max(0, -before), extent - Math.max(0, -after)];
  });
  const pads = padding.map(([before, after]): [number, number] => [Math.max(0, before), Math.max(0, after)]);
  return { image: shrink(graph, x, slice), pads };
}
