import {
  type Claim,
  type ControlValues,
  fitSlope,
  mean,
  metricOf,
  paired,
  progress,
  type Protocol,
  type Run,
  type SeedMetrics,
  slope,
  threshold,
  type Treatment,
} from "@offprint/lab";
import type { controls } from "./controls.ts";
import { drawEnvironment } from "./environment.ts";
import { makePlayer } from "./players.ts";
import { finalRegret, gameMetrics } from "./regret.ts";

type Arm = "optimistic" | "descent" | "ensemble";

/** One game at the given settings, without anything to look at. */
const measure: Run = async function* ({ arm, seed, controls: given, signal }) {
  yield progress(0, 1);
  const chosen = given as ControlValues<typeof controls>;
  const environment = await drawEnvironment(chosen, seed);
  const regret = finalRegret(makePlayer({ arm, ...chosen }), environment, signal);
  return gameMetrics(environment, chosen, regret);
};

const logRegret = (seed: SeedMetrics, treatment: string) => Math.log(metricOf(seed, treatment, "regret"));

// --- regret against noise and drift

const noises = [0, 0.1, 0.2, 0.4, 0.8];
const swings = [0, 0.05, 0.1, 0.2, 0.4];
/** Every combination of noise and drift but the calm one. */
export const grid = noises
  .flatMap((noise) => swings.map((swing) => ({ noise, swing })))
  .filter(({ noise, swing }) => noise + swing > 0);
const gridId = (arm: Arm, { noise, swing }: { noise: number; swing: number }) =>
  `${arm} σ=${noise} a=${swing}`;

const scalingProtocol: Protocol = {
  id: "sea-scaling",
  version: 1,
  seeds: 10,
  summary:
    "Noisy quadratics in the unit ball, d = 5, T = 2000; σ in 0–0.8 × a in 0–0.4 without the calm corner (24 settings); 10 seeds.",
  treatments: (["optimistic", "descent"] as const).flatMap((arm) =>
    grid.map((setting): Treatment => ({
      id: gridId(arm, setting),
      arm,
      controls: { ...setting, horizon: 2000 },
    })),
  ),
  run: measure,
};

function scalingSlope(seed: SeedMetrics, arm: Arm): number {
  const ids = grid.map((setting) => gridId(arm, setting));
  const difficulties = ids.map((id) => Math.log(metricOf(seed, id, "difficulty")));
  return fitSlope(
    difficulties,
    ids.map((id) => logRegret(seed, id)),
  );
}

function largestShareOfBound(seeds: SeedMetrics[]): number {
  const shares = grid.map((setting) => {
    const id = gridId("optimistic", setting);
    return mean(seeds.map((seed) => metricOf(seed, id, "regret"))) / metricOf(seeds[0]!, id, "bound");
  });
  return Math.max(...shares);
}

const seaScaling: Claim = {
  id: "sea-scaling",
  headline: true,
  statement:
    "Regret grows no faster than linearly in √σ²₁:T + √Σ²₁:T, the accumulated noise and drift of the gradients, and stays below the explicit bound.",
  paper: {
    figure: "E R_T ≤ 5√10 D²L + (5√5/2) DG + 5√2 D √σ²₁:T + 5D √Σ²₁:T; no experiment",
    where: "theorem for convex smooth functions",
  },
  protocol: scalingProtocol,
  checks: [
    slope({
      label: "slope of ln regret on ln(√σ²₁:T + √Σ²₁:T)",
      statistic: (seed) => scalingSlope(seed, "optimistic"),
      accept: { above: 0.75, below: 1.25 },
      contradictedBy: "above",
    }),
    threshold({
      label: "largest mean regret as a share of its bound",
      overall: largestShareOfBound,
      accept: { below: 1 },
    }),
  ],
  context: [
    {
      label: "the same slope for gradient descent with a fixed step",
      statistic: (seed) => scalingSlope(seed, "descent"),
    },
  ],
};

// --- regret against the number of rounds

const horizons = [500, 1000, 2000, 4000, 8000];
const horizonId = (learner: string, noise: number, horizon: number) => `${learner} σ=${noise} T=${horizon}`;

function horizonTreatments(learner: string, arm: Arm, noise: number, curvature = "convex"): Treatment[] {
  return horizons.map((horizon) => ({
    id: horizonId(learner, noise, horizon),
    arm,
    controls: { noise, swing: 0, horizon, curvature },
  }));
}

const horizonProtocol: Protocol = {
  id: "benign-constant",
  version: 1,
  seeds: 10,
  summary:
    "Noisy quadratics in the unit ball, d = 5, no drift; σ = 0 and 1; T = 500, 1000, 2000, 4000, 8000; 10 seeds.",
  treatments: [
    ...[0, 1].flatMap((noise) => [
      ...horizonTreatments("convex", "optimistic", noise),
      ...horizonTreatments("descent", "descent", noise),
    ]),
    ...horizonTreatments("strongly convex", "optimistic", 1, "stronglyConvex"),
  ],
  run: measure,
};

function horizonSlope(seed: SeedMetrics, learner: string, noise: number): number {
  return fitSlope(
    horizons.map(Math.log),
    horizons.map((horizon) => logRegret(seed, horizonId(learner, noise, horizon))),
  );
}

const regretAtTheEnd = (learner: string) => ({
  label: `regret at σ = 1, T = 8000: ${learner}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, horizonId(learner, 1, 8000), "regret"),
});

const benignConstant: Claim = {
  id: "benign-constant",
  statement:
    "Without noise and drift regret does not grow with T, while gradient descent tuned for the worst case still pays √T; with noise optimistic mirror descent pays √T as well.",
  paper: {
    figure: "regret O(1) where σ²₁:T = Σ²₁:T = 0 and O(√T) under constant noise; no experiment",
    where: "special cases of the theorem for convex smooth functions",
  },
  protocol: horizonProtocol,
  checks: [
    threshold({
      label: "slope of ln regret on ln T at σ = 0, optimistic mirror descent",
      statistic: (seed) => horizonSlope(seed, "convex", 0),
      accept: { below: 0.05 },
    }),
    threshold({
      label: "the same, gradient descent with the step D/(G√T)",
      statistic: (seed) => horizonSlope(seed, "descent", 0),
      accept: { above: 0.4 },
    }),
    slope({
      label: "slope of ln regret on ln T at σ = 1, optimistic mirror descent",
      statistic: (seed) => horizonSlope(seed, "convex", 1),
      accept: { above: 0.35, below: 0.65 },
    }),
  ],
  context: [
    {
      label: "slope at σ = 1, gradient descent",
      statistic: (seed) => horizonSlope(seed, "descent", 1),
    },
    regretAtTheEnd("convex"),
    regretAtTheEnd("descent"),
  ],
};

const stronglyConvexLog: Claim = {
  id: "strongly-convex-log",
  statement: "Where the losses are strongly convex, steps of 2/(λt) make regret logarithmic in T.",
  paper: {
    figure: "O((σ²max + Σ²max)/λ · log((σ²₁:T + Σ²₁:T)/(σ²max + Σ²max))); no experiment",
    where: "theorem for strongly convex functions",
  },
  protocol: horizonProtocol,
  checks: [
    slope({
      label: "slope of ln regret on ln T at σ = 1",
      statistic: (seed) => horizonSlope(seed, "strongly convex", 1),
      accept: { below: 0.25 },
    }),
    paired({
      label: "regret at T = 8000, convex steps − strongly convex steps",
      metric: "regret",
      treatment: horizonId("convex", 1, 8000),
      baseline: horizonId("strongly convex", 1, 8000),
      accept: { above: 0 },
    }),
  ],
  context: [regretAtTheEnd("strongly convex")],
};

// --- regret against a target that jumps

const jumpId = (arm: Arm, noise: number) => `${arm} σ=${noise}`;

const jumpProtocol: Protocol = {
  id: "dynamic-ensemble",
  version: 1,
  seeds: 10,
  summary:
    "Quadratics whose mean target jumps on the sphere of radius 0.8 every 100 rounds, d = 5, T = 4000, σ = 1 (and 0.1 for context); 10 seeds.",
  treatments: [1, 0.1].flatMap((noise) =>
    (["optimistic", "ensemble"] as const).map((arm) => ({
      id: jumpId(arm, noise),
      arm,
      controls: { kind: "switchingTarget", noise, horizon: 4000 },
    })),
  ),
  run: measure,
};

const advantage = (noise: number) => ({
  metric: "regret",
  treatment: jumpId("optimistic", noise),
  baseline: jumpId("ensemble", noise),
});

const dynamicEnsemble: Claim = {
  id: "dynamic-ensemble",
  statement:
    "Where the target jumps and gradients are noisy, a pool of learners under an optimistic Hedge has lower dynamic regret than a single learner.",
  paper: {
    figure:
      "dynamic regret O((1 + √P_T)(√σ²₁:T + √Σ²₁:T) + P_T), P_T the path of the comparator; no experiment",
    where: "theorem on dynamic regret",
  },
  protocol: jumpProtocol,
  checks: [
    paired({
      label: "dynamic regret at σ = 1, single learner − ensemble",
      ...advantage(1),
      accept: { above: 0 },
    }),
  ],
  context: [
    {
      label: "the same difference at σ = 0.1",
      statistic: paired({ label: "", ...advantage(0.1), accept: {} }).statistic,
    },
  ],
};

export const claims: Claim[] = [seaScaling, benignConstant, stronglyConvexLog, dynamicEnsemble];
