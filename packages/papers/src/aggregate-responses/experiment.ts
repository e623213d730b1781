import { rng } from "@offprint/datasets";
import { defineExperiment, type Frame, type Metrics, progress } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import {
  predictedCurves,
  simulateByBagSize,
  simulateByWeight,
  simulatePrivacy,
  simulateRisk,
  type Subject,
  subjectOf,
} from "./curves.ts";
import { predictRisk } from "./prediction.ts";
import { disposeRegression, drawRegression, type Regression } from "./regression.ts";

const phases = 4;

async function* simulate(subject: Subject): AsyncGenerator<Frame, Metrics> {
  yield progress(1, phases);
  const metrics = await finalMetrics(subject);
  yield outcome(metrics);
  yield* simulateByWeight(subject, metrics["risk"]!);
  yield progress(2, phases);
  yield* simulateByBagSize(subject);
  yield progress(3, phases);
  if (subject.arm === "instance") yield* simulatePrivacy(subject);
  yield progress(4, phases);
  return metrics;
}

/** Simulated and predicted risk of the reader's estimator; NaN where there is none. */
async function finalMetrics(subject: Subject): Promise<Metrics> {
  const { risk, bias, variance } = predictRisk(subject.setting, subject.estimator);
  const orNone = (value: number) => (Number.isFinite(risk) ? value : NaN);
  return {
    risk: await simulateRisk(subject, subject.estimator),
    predictedRisk: orNone(risk),
    squaredBias: orNone(bias),
    variance: orNone(variance),
  };
}

function outcome({ risk, predictedRisk, squaredBias, variance }: Metrics): Frame {
  const [simulated, predicted, bias, spread] = [risk!, predictedRisk!, squaredBias!, variance!].map((x) =>
    Number(x.toPrecision(3)),
  );
  const text = Number.isNaN(risk)
    ? "no estimate: fewer averages than features leave infinitely many."
    : Number.isNaN(predictedRisk)
      ? `risk ${simulated}, where theory expects an infinite one: as many averages as features.`
      : `risk ${simulated}; predicted ${predicted}, of which bias² ${bias} and variance ${spread}.`;
  return { kind: "text", plot: "outcome", text };
}

export default defineExperiment({
  slug: "aggregate-responses",
  controls,
  arms: {
    interpolated: {
      label: "Interpolated",
      role: "method",
      help: "Weight ρ on the loss of instances, 1 − ρ on that of bags.",
    },
    bag: {
      label: "Bag level",
      role: "baseline",
      help: "Compares each bag's mean prediction with its mean response: ρ = 0. Unbiased, but erratic when bags are few.",
    },
    instance: {
      label: "Instance level",
      role: "baseline",
      help: "Takes the bag's mean for the response of each of its members: ρ = 1. Steady, but shrunk towards zero.",
    },
  },
  // The graphics card has no float64, which the bag-level system needs where bags are as many as features.
  processorOnly: true,
  liveArms: ["interpolated", "bag", "instance"],
  plots: {
    byWeight: {
      kind: "line",
      title: "Risk against the weight ρ",
      notice:
        "Solid: predicted; dashed: simulated. Between the level lines of the two losses the interpolation dips below both, where its variance (falling) and its bias (growing) balance. More noise or fewer samples move the dip to the right; the bag size hardly does. Risks far above 1, that of predicting nothing, are left out.",
      x: { label: "weight ρ of the instance-level loss", scale: "log" },
      y: { label: "risk ‖θ̂ − θ₀‖²", include: [0] },
    },
    byBagSize: {
      kind: "line",
      title: "Risk against the bag size k",
      notice:
        "The bag-level line shoots up as k nears n/d, where there are as many averages as unknowns, and ends there. The instance-level line flattens instead: it shrinks towards zero. The interpolation, with the best ρ for each k, stays below both.",
      x: { label: "bag size k" },
      y: { label: "risk ‖θ̂ − θ₀‖²", scale: "log" },
    },
    privacy: {
      kind: "scatter",
      title: "Private averages: risk against the bag size",
      notice:
        "Instance level. Larger bags need less noise but blur more; the best bag size is ringed. The smaller the budget ε, the further right it lies.",
      x: { label: "bag size k", scale: "log" },
      y: { label: "risk ‖θ̂ − θ₀‖²", scale: "log" },
      joined: true,
    },
    outcome: {
      kind: "text",
      title: "Outcome",
      notice: "At the bag size and the weight that you chose.",
    },
  },
  async *run({ arm, seed, controls: values, signal }) {
    const stream = rng(seed);
    const regressions: Regression[] = [];
    const subject = subjectOf(arm, values, { regressions, signal });
    yield progress(0, phases);
    yield* predictedCurves(subject);
    try {
      for (let draw = 0; draw < values.draws; draw++) {
        signal.throwIfAborted();
        regressions.push(drawRegression(stream, subject.setting));
        yield progress(draw / values.draws, phases);
      }
      return yield* simulate(subject);
    } finally {
      regressions.forEach(disposeRegression);
    }
  },
  claims,
  picture: {
    plot: "byWeight",
    alt: "Risk against the weight between both losses: the interpolation dips far below the level lines of the bag-level and the instance-level loss.",
  },
});
