import { rankme } from "@offprint/methods/metrics";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { eagerValueAndGradient } from "../offprint.ts";

const epsilon = 1e-7;

export default defineCase({
  name: "rankme",
  sizes: [
    { examples: 256, dimensions: 32 },
    { examples: 1200, dimensions: 64 },
  ],
  inputs: ({ examples, dimensions }, random) => ({ embeddings: normal(random, [examples, dimensions]) }),
  offprint: ({ embeddings }) => eagerValueAndGradient((z) => rankme(z!, { epsilon }), [embeddings]),
  tfjs: null,
  torch: `
def make(embeddings):
    def value():
        singular_values = torch.linalg.svdvals(embeddings.double())
        shares = singular_values / singular_values.sum() + ${epsilon}
        return torch.exp(-(shares * shares.log()).sum())
    return value_and_gradient(value, embeddings)
`,
});
