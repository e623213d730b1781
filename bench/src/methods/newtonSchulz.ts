import { newtonSchulz } from "@offprint/methods/optimizers";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call, orthogonalized } from "../peers/tfjs.ts";

export default defineCase({
  name: "newtonSchulz",
  sizes: [
    { rows: 64, columns: 128 },
    { rows: 256, columns: 512 },
  ],
  inputs: ({ rows, columns }, random) => ({ x: normal(random, [rows, columns]) }),
  offprint: ({ x }) => compiled((matrix) => [newtonSchulz(matrix!)], [x]),
  tfjs: {
    backend: "wasm",
    call: ({ x }) => call(() => [orthogonalized(x)]),
  },
  torch: `
def make(x):
    def call():
        return (newton_schulz(x),)
    return call
`,
});
