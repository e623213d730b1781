import { dct } from "@offprint/methods/optimizers";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call, dctBasis } from "../peers/tfjs.ts";

export default defineCase({
  name: "dct",
  sizes: [
    { rows: 64, length: 64 },
    { rows: 512, length: 512 },
  ],
  inputs: ({ rows, length }, random) => ({ x: normal(random, [rows, length]) }),
  offprint: ({ x }) => compiled((signal) => [dct(signal!)], [x]),
  tfjs: {
    backend: "wasm",
    // A product with the basis: the Wasm backend has no FFT, and that of the other backend takes seconds.
    call: ({ x }, { length }) => {
      const basis = dctBasis(length);
      return call(() => [tf.matMul(x as tf.Tensor2D, basis)], [basis]);
    },
  },
  torch: `
def make(x, length):
    order = torch.cat([torch.arange(0, length, 2), torch.arange(1, length, 2).flip(0)])
    angles = torch.pi * torch.arange(length) / (2 * length)
    amplitudes = torch.full((length,), (2 / length) ** 0.5)
    amplitudes[0] = (1 / length) ** 0.5
    twiddles = torch.polar(amplitudes, -angles)
    def call():
        return ((torch.fft.fft(x[:, order]) * twiddles).real,)
    return call
`,
});
