import type { Claim, ClaimResult, Experiment, Results } from "@offprint/lab";
import { type Card, paperKinds } from "@offprint/papers";
import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { checkName } from "../suggest.ts";
import { controlFlag, describeControl } from "../controlFlags.ts";
import { renderMarkdown } from "../terminal/markdown.ts";
import { formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { describeCheck, formatEstimate, formatVerdict } from "../terminal/verdicts.ts";
import { wrap } from "../terminal/wrap.ts";

/** Prints a paper: its card, its claims with how they came out, and what can be run. */
export async function showCommand({ papers, terminal }: Context, slug: string): Promise<number> {
  checkName("paper", slug, papers.paperSlugs());
  const [card, experiment, results] = await Promise.all([
    papers.loadCard(slug),
    papers.loadExperiment(slug),
    papers.loadResults(slug),
  ]);
  const lines = [
    ...head(card, terminal),
    ...section("Idea", card.idea, terminal),
    ...section("Method", card.method, terminal),
    ...claimLines(experiment, results, terminal),
    ...section("What to try", card.whatToTry, terminal),
    ...(card.protocol ? section("Protocol", card.protocol, terminal) : []),
    ...runLines(experiment, terminal),
  ];
  for (const line of lines) terminal.out(line);
  return exitCodes.fine;
}

function head(card: Card, { style, columns }: Terminal): string[] {
  const facts = [`${card.venue}, ${card.year}`, `arXiv ${card.arxiv}`, paperKinds[card.kind]];
  return [
    ...wrap(card.title, columns).map((line) => style.bold(line)),
    ...wrap(card.authors.join(", "), columns),
    style.dim([...facts, ...card.topics].join(" · ")),
    ...(card.code ? [style.dim(card.code)] : []),
    style.dim(card.methods.map((method) => `@offprint/methods/${method.replace("/", ": ")}`).join(", ")),
  ];
}

function section(title: string, markdown: string, { style, columns }: Terminal): string[] {
  return ["", style.colour("blue", style.bold(title)), ...renderMarkdown(markdown, columns, style)];
}

function claimLines(experiment: Experiment, results: Results | undefined, terminal: Terminal): string[] {
  const claims = experiment.claims.flatMap((claim) => {
    const result = results?.claims.find((other) => other.claim === claim.id);
    return describeClaim(claim, result, terminal);
  });
  return ["", terminal.style.colour("blue", terminal.style.bold("Claims")), ...claims];
}

function describeClaim(
  claim: Claim,
  result: ClaimResult | undefined,
  { style, columns }: Terminal,
): string[] {
  const indented = (text: string) => wrap(text, columns, "    ");
  const headline = claim.headline ? style.dim("  (headline)") : "";
  const checks = result
    ? result.checks.map(describeCheck)
    : claim.checks.map((check) => `${check.label}: not measured yet`);
  const context = (result?.context ?? []).map((value) => `${value.label}: ${formatEstimate(value)}`);
  return [
    `${formatVerdict(style, result?.verdict ?? "untested")}  ${style.bold(claim.id)}${headline}`,
    ...indented(claim.statement),
    ...indented(`Paper: ${claim.paper.figure} (${claim.paper.where})`),
    ...checks.flatMap((line) => wrap(line, columns, "    → ", "      ")),
    ...context.flatMap((line) => wrap(line, columns, "      ")).map((line) => style.dim(line)),
    ...indented(claim.protocol.summary + (result ? `; ${result.date.slice(0, 10)}` : "")).map((line) =>
      style.dim(line),
    ),
    "",
  ];
}

function runLines({ slug, arms, liveArms, controls }: Experiment, { style, columns }: Terminal): string[] {
  const armRows = Object.entries(arms).map(([name, arm]) => [
    `  ${name}${liveArms.includes(name) ? "" : " (on request)"}`,
    `${arm.label}. ${arm.help}`,
  ]);
  const controlRows = Object.entries(controls).map(([name, control]) => [
    `  ${controlFlag(name)}`,
    `${control.label} (${describeControl(control)})`,
  ]);
  const table = (rows: string[][]) =>
    formatTable([{ heading: "" }, { heading: "", shrinks: true }], rows, columns).slice(1);
  return [
    "",
    style.colour("blue", style.bold("Run it")),
    `offprint run ${slug}`,
    ...table([...armRows, ...controlRows]),
  ];
}
