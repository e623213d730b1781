import { optimisticOmdEnsemble } from "@offprint/methods/online";
import { defineCase } from "../benchCase.ts";
import { rowsOf } from "../inputs.ts";
import { plain } from "../offprint.ts";

const [radius, gradientBound, smoothness, horizon] = [1, 3, 1, 4000];

export default defineCase({
  name: "optimisticOmdEnsemble",
  sizes: [
    { rounds: 200, dimensions: 5 },
    { rounds: 200, dimensions: 500 },
  ],
  inputs: ({ rounds, dimensions }, random) => ({
    gradients: { shape: [rounds, dimensions], values: random.normals(rounds * dimensions) },
  }),
  offprint: (_, { dimensions }, { gradients }) => {
    const learner = optimisticOmdEnsemble({ domain: { radius }, gradientBound, smoothness, horizon });
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
    diameter, smoothness, bound = 2 * ${radius}, ${smoothness}, ${gradientBound}
    span = torch.tensor(bound**2 * ${horizon} / (8 * smoothness**2 * diameter**2))
    count = max(1, int(torch.ceil(0.5 * torch.log2(span))) + 1)
    smallest = (diameter**2 / (8 * bound**2 * ${horizon})) ** 0.5
    powers = 2 ** torch.arange(count, dtype=torch.float64)
    step_sizes = (smallest * powers).clamp(max=1 / (8 * smoothness))[:, None]
    eagerness = (torch.log(torch.tensor(float(count), dtype=torch.float64)) + 1).sqrt() / diameter

    def project(x):
        return x * (${radius} / torch.linalg.vector_norm(x, dim=1, keepdim=True)).clamp(max=1)

    def call():
        centers = last_plays = torch.zeros(count, dimensions, dtype=torch.float64)
        last = torch.zeros(dimensions, dtype=torch.float64)
        losses = torch.zeros(count, dtype=torch.float64)
        variation = torch.zeros((), dtype=torch.float64)
        plays = []
        for gradient in gradients:
            candidates = project(centers - step_sizes * last)
            movement = 2 * smoothness * (candidates - last_plays).square().sum(1)
            rate = eagerness / torch.sqrt(4 * bound**2 + variation)
            weights = torch.softmax(-rate * (losses + candidates @ last + movement), 0)
            plays.append(weights @ candidates)
            losses = losses + candidates @ gradient + movement
            centers = project(centers - step_sizes * gradient)
            variation = variation + (gradient - last).square().sum()
            last, last_plays = gradient, candidates
        return (torch.stack(plays),)
    return call
`,
});
