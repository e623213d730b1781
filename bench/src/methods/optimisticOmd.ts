import { optimisticOmd } from "@offprint/methods/online";
import { defineCase } from "../benchCase.ts";
import { rowsOf } from "../inputs.ts";
import { plain } from "../offprint.ts";

const [radius, gradientBound, smoothness] = [1, 3, 1];

export default defineCase({
  name: "optimisticOmd",
  sizes: [
    { rounds: 200, dimensions: 5 },
    { rounds: 200, dimensions: 500 },
  ],
  inputs: ({ rounds, dimensions }, random) => ({
    gradients: { shape: [rounds, dimensions], values: random.normals(rounds * dimensions) },
  }),
  offprint: (_, { dimensions }, { gradients }) => {
    const learner = optimisticOmd({ domain: { radius }, gradientBound, smoothness });
    const rows = rowsOf(gradients);
    return plain(() => {
      let state = learner.init(dimensions);
      const plays = rows.map((gradient) => {
        const play = learner.playValues(state);
        state = learner.update(state, gradient);
        return play;
      });
      return [plays.flat()];
    });
  },
  tfjs: null,
  torch: `
def make(gradients, dimensions):
    diameter = 2 * ${radius}
    floor = 10 * diameter**2 * ${smoothness}**2 + 4 * ${gradientBound}**2
    def project(x):
        return x * (${radius} / torch.linalg.vector_norm(x)).clamp(max=1)
    def call():
        center = last = torch.zeros(dimensions, dtype=torch.float64)
        variation = torch.zeros((), dtype=torch.float64)
        plays = []
        for gradient in gradients:
            step = diameter / torch.sqrt(floor + variation)
            plays.append(project(center - step * last))
            center = project(center - step * gradient)
            variation = variation + (gradient - last).square().sum()
            last = gradient
        return (torch.stack(plays),)
    return call
`,
});
