import { type AggregateRisk, aggregateRisk } from "@offprint/methods/theory";
import type { Estimator, Setting } from "./regression.ts";

/** 61 weights from 0.001 to 1, evenly spaced in their logarithm. */
export const shownRhos: readonly number[] = Array.from({ length: 61 }, (_, i) => 10 ** (i / 20 - 3));
const rhoGrid = [0, ...shownRhos];

/** What theory expects of an estimator; it leaves out the bias of clipping. */
export function predictRisk({ samples, dim, noise }: Setting, estimator: Estimator): AggregateRisk {
  const { bagSize, rho, privacy } = estimator;
  const noiseVariance = noise ** 2 + (privacy ? laplaceVariance(bagSize, privacy) : 0);
  return aggregateRisk({ samples, dim, bagSize, rho, noiseVariance, signalNorm: 1 });
}

/** Variance of the noise on a bag's mean, counted for each of its responses. */
function laplaceVariance(bagSize: number, { clip, epsilon }: NonNullable<Estimator["privacy"]>): number {
  const scale = (2 * clip) / (bagSize * epsilon);
  return bagSize * 2 * scale ** 2;
}

/** The weight with the least predicted risk: 0, or one of {@link shownRhos}. */
export function bestRho(setting: Setting, estimator: Omit<Estimator, "rho">): number {
  const risks = rhoGrid.map((rho) => predictRisk(setting, { ...estimator, rho }).risk);
  return rhoGrid[risks.indexOf(Math.min(...risks))]!;
}
