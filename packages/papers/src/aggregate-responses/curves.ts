import { type Frame, line, mean, type PlotFrame, type ScatterPoint } from "@offprint/lab";
import { privateBudgets, privateSizes } from "./claims.ts";
import { privacyOf, rhoOf, settingOf, type Values } from "./controls.ts";
import { bestRho, predictRisk, shownRhos } from "./prediction.ts";
import { type Estimator, type Regression, type Setting, squaredError } from "./regression.ts";

/** What the curves of one arm are drawn from. */
export interface Subject {
  arm: string;
  values: Values;
  setting: Setting;
  /** The estimator that the controls ask for. */
  estimator: Estimator;
  regressions: Regression[];
  signal: AbortSignal;
}

export function subjectOf(
  arm: string,
  values: Values,
  rest: Pick<Subject, "regressions" | "signal">,
): Subject {
  const estimator = { bagSize: values.bagSize, rho: rhoOf(arm, values), privacy: privacyOf(values) };
  return { arm, values, setting: settingOf(values), estimator, ...rest };
}

const simulated = "simulated";
const simulatedRhos = shownRhos.filter((_, i) => i % 5 === 0);

/** Mean squared error over all draws; NaN where there is no unique estimate. */
export async function simulateRisk({ regressions, signal }: Subject, estimator: Estimator): Promise<number> {
  const errors: number[] = [];
  for (const regression of regressions) {
    signal.throwIfAborted();
    errors.push(await squaredError(regression, estimator));
  }
  return mean(errors);
}

/**
 * A risk for the plot against the weight, or a gap where it would dwarf everything else: beyond five times the risk of
 * θ̂ = 0, which is 1, or of the instance-level loss, which no bag size blows up.
 */
function shown({ setting, estimator }: Subject, risk: number): number {
  const common = Math.max(1, predictRisk(setting, { ...estimator, rho: 1 }).risk);
  return risk <= 5 * common ? risk : NaN;
}

/** What theory says. */
export function predictedCurves(subject: Subject): PlotFrame[] {
  return [line("byWeight", predictedByWeight(subject)), line("byBagSize", predictedByBagSize(subject))];
}

function predictedByWeight(subject: Subject): [number, number][] {
  const { arm, setting, estimator } = subject;
  return shownRhos.map((rho) => {
    const predicted = predictRisk(setting, {
      ...estimator,
      rho: arm === "interpolated" ? rho : estimator.rho,
    });
    return [rho, shown(subject, predicted.risk)];
  });
}

function predictedByBagSize(subject: Subject): [number, number][] {
  const { ratio } = subject.values;
  const sizes = Array.from({ length: 61 }, (_, i) => 1 + (i / 60) * (largestSize(ratio) - 1));
  return sizes.map((bagSize) => [bagSize, predictRisk(subject.setting, armAtSize(subject, bagSize)).risk]);
}

/** The two parts of the predicted risk of the interpolation. */
function partsByWeight(subject: Subject): PlotFrame[] {
  const { setting, estimator } = subject;
  const predicted = shownRhos.map((rho) => ({ rho, ...predictRisk(setting, { ...estimator, rho }) }));
  return [
    line("byWeight", predicted.map(({ rho, bias }) => [rho, bias]), "bias²"), // prettier-ignore
    line("byWeight", predicted.map(({ rho, variance }) => [rho, shown(subject, variance)]), "variance"), // prettier-ignore
  ];
}

/** The arm's estimator at another bag size; the interpolation takes the weight that is best there. */
function armAtSize({ arm, setting, estimator }: Subject, bagSize: number): Estimator {
  const resized = { ...estimator, bagSize };
  return arm === "interpolated" ? { ...resized, rho: bestRho(setting, resized) } : resized;
}

/**
 * Simulated risk against the weight; the two ends don't depend on it and are level lines.
 * @param chosen simulated risk of the estimator that the controls ask for
 */
export async function* simulateByWeight(subject: Subject, chosen: number): AsyncGenerator<Frame, void> {
  const { arm, estimator } = subject;
  const level = shown(subject, chosen);
  if (arm !== "interpolated") {
    yield line("byWeight", [[shownRhos[0]!, level], [1, level]], simulated); // prettier-ignore
    return;
  }
  for (const [i, rho] of simulatedRhos.entries()) {
    const risk = await simulateRisk(subject, { ...estimator, rho });
    yield line("byWeight", [[rho, shown(subject, risk)]], simulated);
    // The order of lines decides about their dashes: predicted and simulated look alike in all plots.
    if (i === 0) yield* partsByWeight(subject);
  }
  if (Number.isFinite(level)) yield line("byWeight", [[estimator.rho, level]], "at your ρ");
}

const largestSize = (ratio: number) => Math.round(1.5 * ratio);

/** Bag sizes from 1 to beyond n/d, dense where the bag-level curve rises. */
export function shownSizes(ratio: number): number[] {
  const shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.25, 1.5];
  return [...new Set(shares.map((share) => Math.max(1, Math.round(share * ratio))))];
}

/** Simulated risk against the bag size. */
export async function* simulateByBagSize(subject: Subject): AsyncGenerator<Frame, void> {
  for (const bagSize of shownSizes(subject.values.ratio)) {
    yield line("byBagSize", [[bagSize, await simulateRisk(subject, armAtSize(subject, bagSize))]], simulated);
  }
}

/** Risk of the instance-level estimator with private averages: a curve for each budget, its minimum ringed. */
export async function* simulatePrivacy(subject: Subject): AsyncGenerator<Frame, void> {
  const { clip, isPrivate, epsilon: chosen } = subject.values;
  const budgets = [...new Set([...privateBudgets, ...(isPrivate ? [chosen] : [])])].sort((a, b) => b - a);
  for (const epsilon of budgets) {
    const points: ScatterPoint[] = [];
    for (const bagSize of privateSizes) {
      const risk = await simulateRisk(subject, { bagSize, rho: 1, privacy: { clip, epsilon } });
      points.push({ x: bagSize, y: risk, group: `ε = ${epsilon}` });
    }
    const least = Math.min(...points.map(({ y }) => y));
    const ringed = points.map((point) => ({ ...point, ringed: point.y === least }));
    yield { kind: "scatter", plot: "privacy", points: ringed };
  }
}
