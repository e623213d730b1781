import { cellsOf, type CellResult, metricsBySeed, protocolsOf } from "./cell.ts";
import type { Claim, Protocol } from "./claim.ts";
import { defaultValues } from "./control.ts";
import type { Experiment } from "./experiment.ts";
import type { Frame, PlotFrame } from "./frame.ts";
import { condenseFrame } from "./picture.ts";
import { applyFrame, type PlotData } from "./plots/plotData.ts";
import {
  type CellRecord,
  type ClaimResult,
  type Environment,
  recordMetrics,
  type Results,
} from "./results.ts";
import { type CellsProgress, type CellStore, runCells } from "./runCells.ts";
import type { Runner } from "./runner.ts";
import { verificationSeeds } from "./seeds.ts";
import { judge } from "./verdict.ts";

export interface VerifyOptions {
  runner: Runner;
  store?: CellStore;
  /** Where it runs, as the results say it. */
  environment: Environment;
  /** The results so far: what is not verified now is kept, and verdicts that change go into the history. */
  previous?: Results;
  /** Ids of the claims to verify; the others of their protocols come along. Default: all. */
  claims?: string[];
  /** How many runs go on at a time. */
  jobs: number;
  signal?: AbortSignal;
  onProgress?: (progress: CellsProgress) => void;
}

/** Seed of the live run that makes a paper's picture. */
export const pictureSeed = 0;

/**
 * Re-tests the claims of a paper: runs every cell of their protocols, judges each claim, and takes the paper's
 * picture from live runs at the default controls.
 * @returns the new content of the paper's `results.json`
 * @throws FailedCellsError if a run fails; the signal's reason if it is stopped. What has finished is in the store.
 */
export async function verify(experiment: Experiment, options: VerifyOptions): Promise<Results> {
  const protocols = protocolsFor(experiment, options.claims);
  const results = await runProtocols(experiment, protocols, options);
  const picture = (options.claims && options.previous?.picture) || (await takePicture(experiment, options));
  const date = new Date().toISOString();
  const claims = experiment.claims
    .filter((claim) => protocols.includes(claim.protocol))
    .map((claim) => judgeClaim(experiment, claim, results, date));
  const cells = Object.fromEntries(
    protocols.map((protocol) => [protocol.id, recordCells(protocol, results)]),
  );
  const { environment, previous } = options;
  const fresh = { slug: experiment.slug, date, environment, claims, cells, history: [], picture };
  return previous ? merge(experiment, previous, fresh) : fresh;
}

/** The same experiment with at most so many seeds for each protocol, for a quick look. */
export function limitSeeds(experiment: Experiment, seeds: number): Experiment {
  const limited = new Map(
    protocolsOf(experiment).map((protocol) => [
      protocol,
      { ...protocol, seeds: Math.min(protocol.seeds, seeds) },
    ]),
  );
  const claims = experiment.claims.map((claim) => ({ ...claim, protocol: limited.get(claim.protocol)! }));
  return { ...experiment, claims };
}

function protocolsFor(experiment: Experiment, claims: string[] | undefined): Protocol[] {
  if (!claims) return protocolsOf(experiment);
  const wanted = experiment.claims.filter((claim) => claims.includes(claim.id));
  return [...new Set(wanted.map((claim) => claim.protocol))];
}

/** Runs that measure time come last and alone. */
function runProtocols(
  experiment: Experiment,
  protocols: Protocol[],
  { runner, store, jobs, signal, onProgress }: VerifyOptions,
): Promise<CellResult[]> {
  const timed = new Set(protocols.filter((protocol) => protocol.measuresTime).map(({ id }) => id));
  const cells = protocols.flatMap((protocol) => cellsOf(experiment, protocol));
  return runCells(cells, {
    runner,
    jobs,
    alone: (cell) => timed.has(cell.protocol),
    ...(store && { store }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
}

function judgeClaim(experiment: Experiment, claim: Claim, results: CellResult[], date: string): ClaimResult {
  const { protocol } = claim;
  const { verdict, checks, context } = judge(claim, metricsBySeed(experiment.slug, protocol, results));
  const seeds = verificationSeeds(experiment.slug, protocol);
  const tested = { id: protocol.id, version: protocol.version, seeds };
  return { claim: claim.id, verdict, date, protocol: tested, checks, context };
}

function recordCells(protocol: Protocol, results: CellResult[]): CellRecord[] {
  return results
    .filter(({ cell }) => cell.protocol === protocol.id)
    .map(({ cell, metrics, seconds }) => ({
      treatment: cell.treatment,
      seed: cell.seed,
      metrics: recordMetrics(metrics),
      seconds: Math.round(seconds * 1000) / 1000,
    }));
}

/** What live runs of the experiment's usual arms put into the plot of its picture. */
async function takePicture(
  experiment: Experiment,
  { runner, signal }: VerifyOptions,
): Promise<Results["picture"]> {
  const { slug, picture, controls } = experiment;
  const run = async (arm: string): Promise<[string, PlotFrame[]]> => {
    const data: PlotData = {};
    const onFrame = (frame: Frame) => {
      if (frame.kind !== "progress" && frame.plot === picture.plot) applyFrame(data, arm, frame);
    };
    const job = { slug, arm, seed: pictureSeed, controls: defaultValues(controls) };
    await runner.run(job, { ...(signal && { signal }), onFrame });
    return [arm, (data[arm] ?? []).map(condenseFrame)];
  };
  return Object.fromEntries(await Promise.all(experiment.liveArms.map(run)));
}

/** New results over old ones: what was not run again stays, and what changed goes into the history. */
function merge(experiment: Experiment, previous: Results, fresh: Results): Results {
  const sameEnvironment = JSON.stringify(previous.environment) === JSON.stringify(fresh.environment);
  const asBefore = (result: ClaimResult): ClaimResult =>
    sameEnvironment ? result : { environment: previous.environment, ...result };
  const byClaim = (list: ClaimResult[]) => new Map(list.map((result) => [result.claim, result]));
  const current = new Map([...byClaim(previous.claims.map(asBefore)), ...byClaim(fresh.claims)]);
  const claims = experiment.claims.flatMap(({ id }) => current.get(id) ?? []);
  const superseded = previous.claims.filter((old) => {
    const now = claims.find((result) => result.claim === old.claim);
    return !now || differs(now, old);
  });
  const protocols = new Set(claims.map((claim) => claim.protocol.id));
  const cells = Object.entries({ ...previous.cells, ...fresh.cells }).filter(([id]) => protocols.has(id));
  return {
    ...fresh,
    claims,
    cells: Object.fromEntries(cells),
    history: [...superseded, ...previous.history].map(asBefore),
  };
}

function differs(now: ClaimResult, old: ClaimResult): boolean {
  return (
    now.verdict !== old.verdict ||
    now.protocol.id !== old.protocol.id ||
    now.protocol.version !== old.protocol.version
  );
}
