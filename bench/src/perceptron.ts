import { type Array as EngineArray, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { type BenchCase, defineCase } from "./benchCase.ts";
import { integers, normal, scaled } from "./inputs.ts";
import { trainingSteps } from "./offprint.ts";

type PerceptronSize = { inputs: number; hidden: number; classes: number; batch: number };

const learningRate = 1e-3;

function descend(params: MlpParams, images: EngineArray, labels: EngineArray): MlpParams {
  const loss = (candidate: MlpParams) => {
    const logits = mlp.apply(candidate, images);
    const marks = nn.oneHot(labels, logits.shape[1]!);
    return nn.logSoftmax(logits).mul(marks).sum(1).mean().neg();
  };
  const [value, slopes] = valueAndGrad(loss)(tree.ref(params)) as [EngineArray, MlpParams];
  value.dispose();
  return tree.map(
    (x: EngineArray, slope: EngineArray) => x.sub(slope.mul(learningRate)),
    params,
    slopes,
  ) as MlpParams;
}

/** Training steps of a perceptron with one hidden layer, so many in one run: the new weights of the last layer. */
export function perceptronSteps(
  name: string,
  steps: number,
  sizes: readonly [PerceptronSize, ...PerceptronSize[]],
): BenchCase {
  return defineCase({
    name,
    sizes,
    inputs: ({ inputs, hidden, classes, batch }, random) => ({
      w1: scaled(normal(random, [inputs, hidden]), 1 / Math.sqrt(inputs)),
      w2: scaled(normal(random, [hidden, classes]), 1 / Math.sqrt(hidden)),
      images: normal(random, [steps, batch, inputs]),
      labels: integers(random, [steps, batch], classes),
    }),
    offprint: ({ w1, w2, images, labels }, { hidden, classes }) =>
      trainingSteps(
        descend,
        [
          { weights: w1.ref, bias: np.zeros([hidden]) },
          { weights: w2.ref, bias: np.zeros([classes]) },
        ],
        [images, labels],
        { steps, shown: (params) => [params[1]!.weights] },
      ),
    tfjs: null,
    torch: `
def make(w1, w2, images, labels, hidden, classes):
    params = [w1, torch.zeros(hidden), w2, torch.zeros(classes)]
    for parameter in params:
        parameter.requires_grad_(True)
    optimizer = torch.optim.SGD(params, lr=${learningRate})
    def run():
        for batch, wanted in zip(images, labels):
            logits = torch.addmm(params[3], F.relu(torch.addmm(params[1], batch, params[0])), params[2])
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(logits, wanted).backward()
            optimizer.step()
        return (params[2],)
    return run
`,
  });
}
