/** The public shapes of the HTTP API: what validates is what is documented. */
export * from "./claim.ts";
export * from "./lists.ts";
export * from "./paper.ts";
export * from "./problem.ts";
export * from "./queries.ts";
