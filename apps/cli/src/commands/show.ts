import type { Claim, ClaimResult, Experiment, Results } from "@offprint/lab";
import { type Card, paperKinds } from "@offprint/papers";
import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { showCataloguePaper } from "./showCataloguePaper.ts";
import { checkName } from "../suggest.ts";
import { controlFlag, describeControl } from "../controlFlags.ts";
import { formatVenue } from "../formatVenue.ts";
import { renderMarkdown } from "../terminal/markdown.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { describeCheck, formatEstimate, formatVerdict } from "../terminal/verdicts.ts";
import { wrap } from "../terminal/wrap.ts";

/** Prints a paper: its card, its claims with how they came out, and what can be run. */
export async function showCommand(context: Context, slug: string): Promise<number> {
  const { papers, terminal } = context;
  if (/\d{4}/.test(slug) && !papers.paperSlugs().includes(slug)) return showCataloguePaper(context, slug);
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
  const facts = [formatVenue(card), `arXiv ${card.arxiv}`, paperKinds[card.kind], ...card.topics];
  const dim = (text: string) => wrap(text, columns).map((line) => style.dim(line));
  return [
    ...wrap(card.title, columns).map((line) => style.bold(line)),
    ...wrap(card.authors.join(", "), columns),
    ...dim(facts.join(" · ")),
    ...(card.code ? dim(card.code) : []),
    ...imports(card.methods).flatMap(dim),
  ];
}

/** How a builder gets the paper's methods: one line for each module. */
function imports(methods: string[]): string[] {
  const byModule = Map.groupBy(methods, (method) => method.split("/")[0]);
  return [...byModule].map(([module, own]) => {
    const names = own.map((method) => method.split("/")[1]).join(", ");
    return `import { ${names} } from "@offprint/methods/${module}"`;
  });
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
  const rows = [
    ...Object.entries(arms).map(([name, arm]) => {
      const onRequest = liveArms.includes(name) ? "" : " On request.";
      return [`--arm ${name}`, `${arm.label}. ${arm.help}${onRequest}`] as const;
    }),
    ...Object.entries(controls).map(
      ([name, control]) =>
        [controlFlag(name), `${control.label} (${describeControl(control)}). ${control.help}`] as const,
    ),
  ];
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    "",
    style.colour("blue", style.bold("Run it")),
    `offprint run ${slug}`,
    ...rows.flatMap(([flag, help]) => wrap(help, columns, `  ${flag.padEnd(width)}  `)),
  ];
}
