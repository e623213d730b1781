import { InvalidArgumentError } from "../errors.ts";
import { checkNumber } from "../internal/checks.ts";
import { norm } from "../internal/vectors.ts";

/** All points of Euclidean norm at most `radius`. */
export interface BallDomain {
  radius: number;
}

/** All points with every coordinate in [lower, upper]. */
export interface BoxDomain {
  lower: number;
  upper: number;
}

/** Where a learner may play: a closed convex set. */
export type OnlineDomain = BallDomain | BoxDomain;

export const isBall = (domain: OnlineDomain): domain is BallDomain => "radius" in domain;

/** @throws InvalidArgumentError for a radius that is not positive or a lower bound that is not below the upper */
export function checkDomain(domain: OnlineDomain): void {
  if (typeof domain !== "object" || domain === null || !(isBall(domain) || "lower" in domain)) {
    throw new InvalidArgumentError("domain", "a ball { radius } or a box { lower, upper }", domain);
  }
  if (isBall(domain)) return checkNumber("domain.radius", domain.radius, { above: 0 });
  checkNumber("domain.lower", domain.lower);
  checkNumber("domain.upper", domain.upper);
  if (domain.lower < domain.upper) return;
  throw new InvalidArgumentError("domain", "lower < upper", `[${domain.lower}, ${domain.upper}]`);
}

/** Largest distance between two points of the domain in `dim` dimensions. */
export function diameterOf(domain: OnlineDomain, dim: number): number {
  return isBall(domain) ? 2 * domain.radius : (domain.upper - domain.lower) * Math.sqrt(dim);
}

/** The point of the domain nearest to `point` in the Euclidean norm. */
export function projectOnto(domain: OnlineDomain, point: number[]): number[] {
  if (!isBall(domain)) return point.map((x) => Math.min(domain.upper, Math.max(domain.lower, x)));
  const length = norm(point);
  if (length <= domain.radius) return point;
  return point.map((x) => (x * domain.radius) / length);
}
