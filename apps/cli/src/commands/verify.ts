import {
  type CellsProgress,
  type ClaimResult,
  type Experiment,
  FailedCellsError,
  limitSeeds,
  type Results,
  type Runner,
  type Target,
  verify,
} from "@offprint/lab";
import {
  cellStore,
  describeEnvironment,
  fingerprintSources,
  workerThreadRunner,
  writeResults,
} from "@offprint/lab/node";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { checkName } from "../suggest.ts";
import { formatElapsed, progressBar } from "../terminal/progressBar.ts";
import { describeCheck, formatVerdict } from "../terminal/verdicts.ts";

export interface VerifyCommandOptions {
  /** Claims to verify, of the one paper named; default all. */
  claim?: string[];
  /** At most so many seeds: a quick look, not kept. */
  seeds?: number;
  /** Runs that go on at a time; default one for each core. */
  jobs?: number;
  target?: Target;
  /** Run again what the store has. */
  fresh?: boolean;
  json?: boolean;
  /** A contradicted claim fails the command. */
  strict?: boolean;
}

/** Re-tests papers' claims and writes their results. */
export async function verifyCommand(
  context: Context,
  slugs: string[],
  options: VerifyCommandOptions,
): Promise<number> {
  const experiments = await chooseExperiments(context, slugs, options);
  const jobs = options.jobs ?? availableParallelism();
  const runner = workerThreadRunner({
    entry: context.papers.workerEntry,
    workers: jobs,
    ...(options.target && { target: options.target }),
  });
  const verified: Results[] = [];
  let failed = false;
  try {
    for (const experiment of experiments) {
      try {
        verified.push(await verifyPaper(context, experiment, runner, { ...options, jobs }));
      } catch (error) {
        context.signal.throwIfAborted();
        failed = true;
        reportFailure(context, experiment.slug, error);
      }
    }
  } finally {
    await runner.close();
  }
  if (options.json) context.terminal.out(JSON.stringify(verified.map(withoutPicture), null, 2));
  const contradicted = verified.some(({ claims }) => claims.some(isContradicted));
  return failed || (options.strict && contradicted) ? exitCodes.failed : exitCodes.fine;
}

async function chooseExperiments(
  { papers }: Context,
  slugs: string[],
  { claim: claims, seeds }: VerifyCommandOptions,
): Promise<Experiment[]> {
  const known = papers.paperSlugs();
  const chosen = slugs.length > 0 ? slugs.map((slug) => checkName("paper", slug, known)) : known;
  if (claims && slugs.length !== 1) throw new UsageError("--claim needs the one paper that makes the claim");
  const experiments = await Promise.all(chosen.map((slug) => papers.loadExperiment(slug)));
  for (const claim of claims ?? []) {
    const made = experiments[0]!.claims.map(({ id }) => id);
    checkName(`claim of ${chosen[0]}`, claim, made);
  }
  return seeds === undefined ? experiments : experiments.map((experiment) => limitSeeds(experiment, seeds));
}

async function verifyPaper(
  context: Context,
  experiment: Experiment,
  runner: Runner,
  options: VerifyCommandOptions & { jobs: number },
): Promise<Results> {
  const { papers, terminal, signal } = context;
  const { slug } = experiment;
  const environment = describeEnvironment(options.target);
  const fingerprint = await fingerprintSources(papers.sourceFolders(slug));
  const producer = JSON.stringify([fingerprint, environment.versions, environment.target]);
  const store = cellStore(join(context.cells, slug), producer);
  const bar = progressBar(terminal, slug);
  const started = performance.now();
  let progress: CellsProgress | undefined;
  const previous = options.seeds === undefined ? await papers.loadResults(slug) : undefined;
  try {
    const results = await verify(experiment, {
      runner,
      store: options.fresh ? { ...store, get: async () => undefined } : store,
      environment,
      jobs: options.jobs,
      signal,
      ...(previous && { previous }),
      ...(options.claim && { claims: options.claim }),
      onProgress: (now) => {
        progress = now;
        bar.update(now.done, now.total, `${now.finished} of ${now.total} runs`);
      },
    });
    bar.clear();
    if (options.seeds === undefined) await writeResults(papers.resultsFile(slug), results);
    if (!options.json) printResults(context, results, progress!, performance.now() - started, options);
    return results;
  } finally {
    bar.clear();
  }
}

function printResults(
  { terminal }: Context,
  { slug, claims, date }: Results,
  { finished, stored }: CellsProgress,
  milliseconds: number,
  { seeds }: VerifyCommandOptions,
): void {
  const { style, out } = terminal;
  const fromStore = stored > 0 ? `, ${stored} of them already there` : "";
  out(`${style.bold(slug)}  ${finished} runs${fromStore}, ${formatElapsed(milliseconds)}`);
  for (const claim of claims) {
    const earlier = claim.date === date ? "" : style.dim(`  (${claim.date.slice(0, 10)})`);
    out(`  ${formatVerdict(style, claim.verdict)}  ${claim.claim}${earlier}`);
    for (const check of claim.checks) out(`      ${describeCheck(check)}`);
  }
  if (seeds !== undefined) out(`  A quick look at ${seeds} seed(s) for each claim: nothing was written.`);
}

function reportFailure({ terminal }: Context, slug: string, error: unknown): void {
  if (!(error instanceof FailedCellsError)) {
    terminal.err(`${slug}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return;
  }
  terminal.err(`${slug}: ${error.failures.length} run(s) failed; its results are as they were.`);
  for (const { cell, error: cause } of error.failures) {
    terminal.err(`  ${cell.protocol}, ${cell.treatment}, seed ${cell.seed}: ${cause.message}`);
  }
  terminal.err(error.failures[0]!.error.stack ?? "");
}

const isContradicted = (claim: ClaimResult) => claim.verdict === "contradicted";

function withoutPicture({ picture: _, ...results }: Results): Omit<Results, "picture"> {
  return results;
}
