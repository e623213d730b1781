export { type PerturbationNorm, pgdAttack, type PgdAttackOptions, randomPerturbation } from "./pgdAttack.ts";
