import { defineExperiment, type Frame, line, progress, type ScatterPoint } from "@offprint/lab";
import { claims, rankingCounts, rankingsNeeded } from "./claims.ts";
import { controls } from "./controls.ts";
import { choosePanel, type Judge, makeJudge, meanItemScores } from "./quality.ts";
import { type RuleName, seats } from "./rules.ts";
import { simulate, type Simulation } from "./simulation.ts";

interface Subject {
  simulation: Simulation;
  rule: RuleName;
  judge: Judge;
  /** Rankings that the reader asked for. */
  count: number;
  signal: AbortSignal;
}

/** Every item by its score without and with bias, as shares of the largest unbiased one. */
async function itemPoints({ simulation, rule, count }: Subject, panel: number[]): Promise<ScatterPoint[]> {
  const latent = await meanItemScores(simulation.unbiased, rule);
  const observed = await meanItemScores(simulation.biased, rule, count);
  const unit = Math.max(...latent);
  return latent.map((score, item) => ({
    x: score / unit,
    y: observed[item]! / unit,
    group: simulation.groups[item] === 1 ? "disadvantaged" : "favoured",
    ringed: panel.includes(item),
  }));
}

function normalizedQuality({ simulation, rule, judge }: Subject, count: number, guaranteed: number): number {
  return judge.quality(choosePanel(simulation, rule, count, guaranteed)).normalizedQuality;
}

/** Quality for every number of seats guaranteed, at the reader's number of rankings. */
function* seatCurve(subject: Subject): Generator<Frame, void> {
  const free = normalizedQuality(subject, subject.count, 0);
  yield line("bySeats", [[0, free]], "seats guaranteed");
  for (let guaranteed = 1; guaranteed <= seats; guaranteed++) {
    subject.signal.throwIfAborted();
    const quality = normalizedQuality(subject, subject.count, guaranteed);
    yield line("bySeats", [[guaranteed, quality]], "seats guaranteed");
  }
  yield line(
    "bySeats",
    [
      [0, free],
      [seats, free],
    ],
    "no guarantee",
  );
}

/** Quality for every number of rankings, with as many seats guaranteed as the best panel has. */
function* rankingCurve(subject: Subject): Generator<Frame, number[]> {
  const qualities: number[] = [];
  for (const count of rankingCounts) {
    subject.signal.throwIfAborted();
    const quality = normalizedQuality(subject, count, subject.judge.bestSeats);
    yield line("byRankings", [[count, quality]]);
    qualities.push(quality);
  }
  return qualities;
}

export default defineExperiment({
  slug: "fair-subset-selection",
  controls,
  arms: {
    borda: {
      label: "Borda",
      role: "method",
      help: "An item gets a point for every item ranked behind it: the rule listens to whole rankings.",
    },
    bloc: { label: "8-Bloc", role: "method", help: "Each judge approves of the first eight." },
    sntv: {
      label: "SNTV",
      role: "method",
      help: "Single non-transferable vote: only the first place of a ranking counts.",
    },
    bordaCc: {
      label: "Borda-CC",
      role: "method",
      help: "Chamberlin-Courant: each judge counts only the best-ranked member of the panel.",
    },
  },
  processorOnly: true,
  liveArms: ["borda", "bloc", "sntv"],
  plots: {
    bySeats: {
      kind: "line",
      title: "True quality against seats guaranteed",
      notice:
        "The best guarantee is near the group's fair share; without one (dashed) the panel is worse. With few rankings and a strong bias the curve of SNTV stays low and ragged: seats alone do not tell it whom to choose.",
      x: { label: "seats guaranteed to the disadvantaged group" },
      y: { label: "true quality (0 random, 1 best panel)" },
    },
    byRankings: {
      kind: "line",
      title: "True quality against the number of rankings",
      notice:
        "With the best guarantee. Borda is near 1 with a handful of rankings; SNTV gets there later by orders of magnitude, and the gap widens as the bias grows.",
      x: { label: "rankings", scale: "log" },
      y: { label: "true quality (0 random, 1 best panel)", include: [0, 1] },
      guides: [{ label: "good enough", y: 0.9 }],
    },
    items: {
      kind: "scatter",
      title: "What the rule sees of each item",
      notice:
        "Scores with bias against scores without; the panel is ringed. Borda only shifts the disadvantaged items, whose order stays visible. Under SNTV many of them lie at exactly zero: there is nothing to choose by.",
      x: { label: "score without bias" },
      y: { label: "score with bias" },
      guides: [
        {
          label: "no bias",
          points: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
    },
  },
  async *run({ arm, seed, controls: chosen, signal }) {
    yield progress(0, 4);
    const count = Math.round(chosen.rankings);
    const rule = arm as RuleName;
    const simulation = await simulate(seed, chosen);
    yield progress(1, 4);
    const subject = { simulation, rule, count, signal, judge: makeJudge(simulation, rule) };
    const panel = choosePanel(simulation, rule, count, chosen.seats);
    yield { kind: "scatter", plot: "items", points: await itemPoints(subject, panel) };
    yield progress(2, 4);
    yield* seatCurve(subject);
    yield progress(3, 4);
    const qualities = yield* rankingCurve(subject);
    return {
      ...subject.judge.quality(panel),
      bestSeats: subject.judge.bestSeats,
      rankingsNeeded: rankingsNeeded(qualities),
    };
  },
  claims,
  picture: {
    plot: "byRankings",
    alt: "True quality against the number of rankings: Borda and Bloc are near their best with twenty, SNTV climbs from nothing and needs hundreds.",
  },
});
