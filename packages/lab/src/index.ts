/** What an experiment, an arm, a claim and a verdict are, and what runs them. */
export { isAvailable, targetNames, type Target } from "@offprint/compile";
export * from "./cell.ts";
export * from "./claim.ts";
export * from "./control.ts";
export * from "./experiment.ts";
export * from "./frame.ts";
export * from "./results.ts";
export * from "./runCells.ts";
export * from "./runner.ts";
export * from "./seeds.ts";
export * from "./statistics.ts";
export * from "./verdict.ts";
export * from "./verify.ts";
export * from "./worker.ts";
