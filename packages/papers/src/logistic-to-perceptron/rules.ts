import type { Array } from "@jax-js/jax";
import { batchPerceptron, logisticGd, type SeparationRule } from "@offprint/methods/optimizers";

export type RuleState = { theta: Array } & Record<string, Array>;
export type Rule = SeparationRule<RuleState>;
export type RuleName = "logistic" | "normalizedLogistic" | "perceptron" | "normalizedPerceptron";

/** An arm's rule. */
export function ruleOf(name: RuleName, stepSize: number): Rule {
  const normalized = name === "normalizedLogistic" || name === "normalizedPerceptron";
  const rule = isPerceptron(name) ? batchPerceptron({ normalized }) : logisticGd({ stepSize, normalized });
  return rule as unknown as Rule;
}

/** What a separator is divided by to compare it with a perceptron's. */
export function unitOf(name: RuleName, stepSize: number): number {
  return isPerceptron(name) ? 1 : stepSize;
}

/**
 * How many updates the paper promises to suffice at most.
 * @param radius of the longest example
 * @param margin of some separator
 */
export function boundOf(
  name: RuleName,
  stepSize: number,
  count: number,
  { radius, margin }: { radius: number; margin: number },
): number | undefined {
  const ratio = (radius / margin) ** 2;
  if (name === "perceptron") return count * ratio;
  if (name === "normalizedPerceptron") return ratio;
  if (name === "normalizedLogistic") return ratio + (2 * Math.log(2 * count - 1)) / (stepSize * margin ** 2);
  return undefined;
}

function isPerceptron(name: RuleName): boolean {
  return name === "perceptron" || name === "normalizedPerceptron";
}
