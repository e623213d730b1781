export { compSumLoss, type CompSumOptions, validateCompSumLoss } from "./compSumLoss.ts";
export { contrastiveLoss, validateContrastiveLoss } from "./contrastiveLoss.ts";
export type { ContrastiveLossOptions, ContrastiveOptions } from "./contrastiveLoss.ts";
export { ntXentLoss, validateNtXentLoss } from "./ntXentLoss.ts";
export {
  smoothAdversarialCompSumLoss,
  type SmoothAdversarialCompSumOptions,
  validateSmoothAdversarialCompSumLoss,
} from "./smoothAdversarialCompSumLoss.ts";
