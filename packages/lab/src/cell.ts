import type { Target } from "@offprint/compile";
import type { Protocol, SeedMetrics, Treatment } from "./claim.ts";
import { type ControlValues, defaultValues } from "./control.ts";
import type { Experiment, Metrics } from "./experiment.ts";
import { verificationSeeds } from "./seeds.ts";

/** Something to run: one arm at one seed with all controls set. */
export interface Job {
  slug: string;
  /** Id of the protocol whose run it is; left out: the live run. */
  protocol?: string;
  arm: string;
  seed: number;
  controls: ControlValues;
}

/** A job of a protocol: one treatment at one verification seed. */
export interface Cell extends Job {
  protocol: string;
  version: number;
  treatment: string;
}

export interface JobResult {
  metrics: Metrics;
  /** Wall time of the run. */
  seconds: number;
  target: Target;
}

export interface CellResult extends JobResult {
  cell: Cell;
}

/** The protocols of an experiment, each once, in the order of its claims. */
export function protocolsOf(experiment: Experiment): Protocol[] {
  return [...new Set(experiment.claims.map((claim) => claim.protocol))];
}

export function protocolOf(experiment: Experiment, id: string): Protocol {
  const found = protocolsOf(experiment).find((protocol) => protocol.id === id);
  if (!found) throw new Error(`${experiment.slug} has no protocol "${id}"`);
  return found;
}

/** What cells are made of; a page has it without the experiment's code. */
type Declared = Pick<Experiment, "slug" | "controls">;

/** Every cell of a protocol: treatments × verification seeds. */
export function cellsOf(experiment: Declared, protocol: Protocol): Cell[] {
  return verificationSeeds(experiment.slug, protocol).flatMap((seed) =>
    protocol.treatments.map((treatment) => cellOf(experiment, protocol, treatment, seed)),
  );
}

function cellOf(experiment: Declared, protocol: Protocol, treatment: Treatment, seed: number): Cell {
  return {
    slug: experiment.slug,
    protocol: protocol.id,
    version: protocol.version,
    treatment: treatment.id,
    arm: treatment.arm,
    seed,
    controls: { ...defaultValues(experiment.controls), ...treatment.controls },
  };
}

/** Groups results by seed, in the order of the protocol's verification seeds. */
export function metricsBySeed(slug: string, protocol: Protocol, results: CellResult[]): SeedMetrics[] {
  return verificationSeeds(slug, protocol).map((seed) => {
    const own = results.filter((result) => result.cell.protocol === protocol.id && result.cell.seed === seed);
    return Object.fromEntries(own.map((result) => [result.cell.treatment, result.metrics]));
  });
}
