export { type ClassBalancedOptions, classBalancedWeights } from "./classBalancedWeights.ts";
export { type PerturbationNorm, pgdAttack, type PgdAttackOptions, randomPerturbation } from "./pgdAttack.ts";
