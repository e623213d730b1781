export { alignGradients, type AlignedGradients } from "./alignGradients.ts";
export { type ClassBalancedOptions, classBalancedWeights } from "./classBalancedWeights.ts";
export {
  dualHeadDistillationLoss,
  type DualHeadDistillationOptions,
  validateDualHeadDistillationLoss,
} from "./dualHeadDistillationLoss.ts";
export { type PerturbationNorm, pgdAttack, type PgdAttackOptions, randomPerturbation } from "./pgdAttack.ts";
