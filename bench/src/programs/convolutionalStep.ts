import { type Array as EngineArray, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { averagePool2x2, conv2d, dense, type LayerParams } from "@offprint/lab/models";
import { defineCase } from "../benchCase.ts";
import { integers, normal, scaled } from "../inputs.ts";
import { trainingSteps } from "../offprint.ts";

const learningRate = 1e-3;
const channels = [1, 16, 32, 32] as const;

/** Three convolutions 3 × 3 with ReLU, the first two averaged over 2 × 2, and a dense layer. */
function logitsOf([first, second, third, last]: LayerParams[], images: EngineArray): EngineArray {
  const layer = (params: LayerParams, x: EngineArray) => nn.relu(conv2d.apply(params, x));
  const small = averagePool2x2(layer(second!, averagePool2x2(layer(first!, images))));
  return dense.apply(last!, layer(third!, small).reshape([images.shape[0]!, -1]));
}

function descend(params: LayerParams[], images: EngineArray, labels: EngineArray): LayerParams[] {
  const loss = (candidate: LayerParams[]) => {
    const logits = logitsOf(candidate, images);
    return nn.logSoftmax(logits).mul(nn.oneHot(labels, 10)).sum(1).mean().neg();
  };
  const [value, slopes] = valueAndGrad(loss)(tree.ref(params)) as [EngineArray, LayerParams[]];
  value.dispose();
  return tree.map(
    (x: EngineArray, slope: EngineArray) => x.sub(slope.mul(learningRate)),
    params,
    slopes,
  ) as LayerParams[];
}

const features = (side: number) => (side / 4) ** 2 * channels[3];

export default defineCase({
  name: "convolutional training step",
  sizes: [
    { side: 8, batch: 64 },
    { side: 28, batch: 64 },
  ],
  inputs: ({ side, batch }, random) => {
    const kernel = (at: 0 | 1 | 2) =>
      scaled(normal(random, [3, 3, channels[at], channels[at + 1]!]), 1 / Math.sqrt(9 * channels[at]));
    return {
      k1: kernel(0),
      k2: kernel(1),
      k3: kernel(2),
      w: scaled(normal(random, [features(side), 10]), 1 / Math.sqrt(features(side))),
      images: normal(random, [1, batch, side, side, 1]),
      labels: integers(random, [1, batch], 10),
    };
  },
  offprint: ({ k1, k2, k3, w, images, labels }) =>
    trainingSteps(
      descend,
      [k1, k2, k3, w].map((weights) => ({ weights: weights.ref, bias: np.zeros([weights.shape.at(-1)!]) })),
      [images, labels],
      { steps: 1, shown: (params) => [params[3]!.weights, params[0]!.weights] },
    ),
  tfjs: null,
  torch: `
def make(k1, k2, k3, w, images, labels, side):
    kernels = [kernel.permute(3, 2, 0, 1).contiguous() for kernel in (k1, k2, k3)]
    # The features of a picture in PyTorch's order: channels first.
    weights = w.reshape(side // 4, side // 4, ${channels[3]}, 10).permute(2, 0, 1, 3).reshape(-1, 10).contiguous()
    params = [*kernels, weights, *(torch.zeros(n) for n in (${channels[1]}, ${channels[2]}, ${channels[3]}, 10))]
    for parameter in params:
        parameter.requires_grad_(True)
    optimizer = torch.optim.SGD(params, lr=${learningRate})
    pictures, wanted = images[0].permute(0, 3, 1, 2).contiguous(), labels[0]
    def run():
        x = F.avg_pool2d(F.relu(F.conv2d(pictures, params[0], params[4], padding=1)), 2)
        x = F.avg_pool2d(F.relu(F.conv2d(x, params[1], params[5], padding=1)), 2)
        x = F.relu(F.conv2d(x, params[2], params[6], padding=1))
        logits = torch.addmm(params[7], x.flatten(1), params[3])
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(logits, wanted).backward()
        optimizer.step()
        last = params[3].reshape(${channels[3]}, side // 4, side // 4, 10).permute(1, 2, 0, 3).reshape(-1, 10)
        return (last, params[0].permute(2, 3, 1, 0))
    return run
`,
});
