/**
 * The small model kit that experiments share: pure functions on trees of parameters. As everywhere in the engine,
 * a function consumes the arrays it is given; pass `tree.ref(params)` to keep them.
 */
export { accuracy } from "./accuracy.ts";
export { conv2d, type Padding } from "./conv2d.ts";
export { dense, type LayerOptions, type LayerParams, type WeightParams } from "./dense.ts";
export {
  type Fans,
  glorotNormal,
  glorotUniform,
  heNormal,
  type Initialiser,
  normal,
  uniformFanIn,
  zeros,
} from "./initialisers.ts";
export { minibatches } from "./minibatches.ts";
export { mlp, type MlpOptions, type MlpParams } from "./mlp.ts";
export {
  type AffineParams,
  batchNorm,
  batchStandardize,
  layerNorm,
  layerStandardize,
  type NormalisationOptions,
} from "./normalisation.ts";
export { averagePool2x2, maxPool2x2 } from "./pooling.ts";
export { type Epoch, type EpochTraining, trainEpochs } from "./trainEpochs.ts";
export { type StepReport, type StepTraining, trainSteps } from "./trainSteps.ts";
