import type { ClaimResult, Controls, Environment, Plots, Protocol, Verdict } from "@offprint/lab";
import type { HistoryPoint, NamedArms, PlotData } from "@offprint/lab/plots";
import type { PaperKind } from "@offprint/papers";

/** A claim that was never run, or not since its protocol changed, has no verdict yet. */
export type VerdictState = Verdict | "untested";

export const verdictStates: VerdictState[] = ["reproduced", "contradicted", "inconclusive", "untested"];

export const verdictNames: Record<VerdictState, string> = {
  reproduced: "reproduced",
  contradicted: "contradicted",
  inconclusive: "inconclusive",
  untested: "not yet tested",
};

export type VerdictCounts = Record<VerdictState, number>;

/** Markup of a small plot and what it shows in words. */
export interface Picture {
  svg: string;
  alt: string;
  /** Title of the plot. */
  title: string;
}

/** A paper as it stands in lists. */
export interface PaperSummary {
  slug: string;
  title: string;
  authors: string[];
  /** "2023-04" */
  month: string;
  venue: string;
  kind: PaperKind;
  topics: string[];
  summary: string;
  verdicts: VerdictCounts;
  picture: Picture | null;
}

/** What the live lab needs to know of an experiment: everything but the code. */
export interface LabDeclaration {
  slug: string;
  controls: Controls;
  arms: NamedArms & Record<string, { help: string }>;
  liveArms: string[];
  /** Its runs gain nothing from a graphics card. */
  processorOnly: boolean;
  plots: Plots;
  /** What the last verification's live run at the defaults put into the paper's picture, by plot. */
  preview: Record<string, PlotData>;
}

/** A claim with its last re-test. */
export interface ClaimView {
  id: string;
  headline: boolean;
  /** HTML */
  statement: string;
  /** HTML */
  figure: string;
  where: string;
  protocol: Omit<Protocol, "run">;
  verdict: VerdictState;
  /** Of the protocol as it is now; null if there is none. */
  result: ClaimResult | null;
  /** Results under earlier versions of the protocol, newest first. */
  history: ClaimResult[];
  /** How long the protocol's cells took altogether in the last verification. */
  seconds: number | null;
}

/** All tests of a claim, oldest first, as the chart of its history takes them. */
export function historyPoints({ result, history }: Pick<ClaimView, "result" | "history">): HistoryPoint[] {
  const tests = [...(result ? [result] : []), ...history].toReversed();
  return tests.flatMap(({ date, protocol, verdict, checks: [check] }) =>
    check ? [{ date, version: protocol.version, verdict, check }] : [],
  );
}

/** A claim on the page of all claims. */
export interface ListedClaim extends Omit<ClaimView, "seconds"> {
  paper: Pick<PaperSummary, "slug" | "title" | "month" | "kind" | "topics">;
  /** Statement without markup, for searching. */
  text: string;
}

export function countVerdicts(verdicts: VerdictState[]): VerdictCounts {
  const counts: VerdictCounts = { reproduced: 0, contradicted: 0, inconclusive: 0, untested: 0 };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}

export function sumVerdicts(all: VerdictCounts[]): VerdictCounts {
  const sum = countVerdicts([]);
  for (const counts of all) for (const state of verdictStates) sum[state] += counts[state];
  return sum;
}

const months = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const days = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** "2023-04" as "April 2023". */
export const monthName = (month: string): string => months.format(new Date(`${month}-01T00:00:00Z`));
/** An ISO date or time as "3 October 2026". */
export const dayName = (date: string): string => days.format(new Date(date));

/** The first authors, and that there are more. */
export function shortAuthors(authors: string[], limit = 3): string {
  return authors.length <= limit ? authors.join(", ") : `${authors.slice(0, limit).join(", ")} et al.`;
}

/** What something was measured with and on, in one line. */
export function environmentText({ versions, machine, target }: Environment): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${programs.join(", ")} (${target}) on ${machine.cpu}, ${counted(machine.cores, "core")}, ${machine.platform}`;
}

/** "1 paper", "2 papers" */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
