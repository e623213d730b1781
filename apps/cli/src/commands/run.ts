import {
  type ControlValues,
  type Experiment,
  firstVerificationSeed,
  type Frame,
  type JobResult,
  parseValues,
  type Plot,
  recordMetrics,
  type Runner,
  type Target,
} from "@offprint/lab";
import { workerThreadRunner } from "@offprint/lab/node";
import { applyFrame, type PlotData } from "@offprint/lab/plots";
import { availableParallelism } from "node:os";
import type { Context } from "../context.ts";
import { controlFlag } from "../controlFlags.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { checkName } from "../suggest.ts";
import { liveBlock } from "../terminal/liveBlock.ts";
import { drawPlot } from "../terminal/plot.ts";
import { drawBar, formatElapsed, progressBar } from "../terminal/progressBar.ts";
import { formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatNumber } from "../terminal/verdicts.ts";
import { wrap } from "../terminal/wrap.ts";

export interface RunCommandOptions {
  arm?: string[];
  seed: number;
  json?: boolean;
  target?: Target;
  /** The experiment's controls, as they were written. */
  [control: string]: unknown;
}

interface LiveRun {
  experiment: Experiment;
  arms: string[];
  seed: number;
  controls: ControlValues;
  /** What the arms have shown so far, by plot. */
  plots: Record<string, PlotData>;
  /** How far each arm is, from 0 to 1. */
  parts: Record<string, number>;
}

/** Runs a paper's experiment and shows its plots as they grow, then its metrics. */
export async function runCommand(
  context: Context,
  experiment: Experiment,
  { arm, seed, json, target, ...given }: RunCommandOptions,
): Promise<number> {
  const { papers, terminal } = context;
  const known = Object.keys(experiment.arms);
  const arms = (arm ?? experiment.liveArms).map((name) => checkName("arm", name, known));
  if (seed >= firstVerificationSeed) {
    throw new UsageError(`seeds from ${firstVerificationSeed} on are for verification only`);
  }
  const controls = readControls(experiment, given);
  const live: LiveRun = { experiment, arms, seed, controls, plots: {}, parts: {} };
  const runner = workerThreadRunner({
    entry: papers.workerEntry,
    workers: Math.min(arms.length, availableParallelism()),
    ...(target && { target }),
  });
  try {
    const results = await runArms(context, live, runner);
    if (json) terminal.out(JSON.stringify(recordRun(live, results), null, 2));
    else printRun(terminal, live, results);
  } finally {
    await runner.close();
  }
  return exitCodes.fine;
}

/** The lab's own errors name the control; a choice gets a suggestion. */
function readControls({ controls }: Experiment, given: Record<string, unknown>): ControlValues {
  for (const [name, control] of Object.entries(controls)) {
    const value = given[name];
    if (control.kind !== "choice" || value === undefined) continue;
    checkName(`value for ${controlFlag(name)}`, String(value), Object.keys(control.options));
  }
  try {
    return parseValues(controls, given);
  } catch (error) {
    const { argument, expected, received } = error as {
      argument?: string;
      expected?: string;
      received?: string;
    };
    if (argument === undefined) throw error;
    throw new UsageError(`${controlFlag(argument)} takes ${expected}, not "${received}"`);
  }
}

async function runArms({ terminal, signal }: Context, live: LiveRun, runner: Runner): Promise<JobResult[]> {
  const { experiment, arms, seed, controls } = live;
  const block = liveBlock(terminal);
  const bar = progressBar(terminal, experiment.slug);
  const total = arms.length;
  const show = () => {
    const done = Object.values(live.parts).reduce((sum, part) => sum + part, 0);
    if (terminal.redraws) block.update(() => liveLines(terminal, live, done / total));
    else bar.update(done, total);
  };
  const runArm = async (arm: string) => {
    const onFrame = (frame: Frame) => {
      if (frame.kind === "progress") live.parts[arm] = frame.done / Math.max(1, frame.total);
      else applyFrame((live.plots[frame.plot] ??= {}), arm, frame);
      show();
    };
    return runner.run({ slug: experiment.slug, arm, seed, controls }, { signal, onFrame });
  };
  try {
    return await Promise.all(arms.map(runArm));
  } finally {
    block.clear();
    bar.clear();
  }
}

const liveHeight = 8;

/** The plots of lines, as many as fit on the screen, above a bar. */
function liveLines(terminal: Terminal, live: LiveRun, part: number): string[] {
  const bar = `${live.experiment.slug} ${drawBar(terminal.style, part)} ${Math.floor(part * 100)} %`;
  const lines: string[] = [];
  for (const [name, plot] of Object.entries(live.experiment.plots)) {
    if (plot.kind !== "line" || !live.plots[name]) continue;
    const drawn = drawOf(terminal, live, name, plot, liveHeight);
    if (lines.length + drawn.length + 2 > terminal.rows) break;
    lines.push(...drawn);
  }
  return [...lines, bar];
}

function drawOf(terminal: Terminal, live: LiveRun, name: string, plot: Plot, height: number): string[] {
  const { columns, style } = terminal;
  const data = live.plots[name] ?? {};
  const inOrder = Object.fromEntries(live.arms.flatMap((arm) => (data[arm] ? [[arm, data[arm]]] : [])));
  return drawPlot(plot, inOrder, { arms: live.experiment.arms, width: columns - 1, height, style });
}

const finalHeight = 12;

function printRun(terminal: Terminal, live: LiveRun, results: JobResult[]): void {
  const { out, style } = terminal;
  const { experiment, seed, arms } = live;
  for (const [name, plot] of Object.entries(experiment.plots)) {
    if (!live.plots[name]) continue;
    for (const line of drawOf(terminal, live, name, plot, finalHeight)) out(line);
    for (const line of wrap(plot.notice, terminal.columns)) out(style.dim(line));
    out("");
  }
  const names = [...new Set(results.flatMap((result) => Object.keys(result.metrics)))];
  const columns = [
    { heading: `seed ${seed}` },
    ...arms.map((arm) => ({ heading: experiment.arms[arm]!.label, align: "right" as const })),
  ];
  const rows = names.map((name) => [
    name,
    ...results.map(({ metrics }) => (metrics[name] === undefined ? "" : formatNumber(metrics[name]))),
  ]);
  const times = ["time", ...results.map((result) => formatElapsed(result.seconds * 1000))];
  const [headings, ...lines] = formatTable(columns, [...rows, times], terminal.columns);
  out(style.bold(headings!));
  for (const line of lines) out(line);
}

function recordRun({ experiment, arms, seed, controls }: LiveRun, results: JobResult[]) {
  const byArm = arms.map((arm, i) => {
    const { metrics, seconds, target } = results[i]!;
    return [arm, { metrics: recordMetrics(metrics), seconds, target }];
  });
  return { slug: experiment.slug, seed, controls, arms: Object.fromEntries(byArm) };
}
