import type { CheckResult, Claim, ClaimResult, Experiment, Results, Verdict } from "@offprint/lab";
import { renderInterval, renderPlot } from "@offprint/lab/plots";
import type { Card } from "@offprint/papers";
import { formatVenue } from "../formatVenue.ts";
import { describeCheck, formatEstimate } from "../terminal/verdicts.ts";
import { html, type Html, trusted } from "./html.ts";
import { style } from "./style.ts";

/** What a report says about one paper. */
export interface ReportedPaper {
  card: Card;
  experiment: Experiment;
  results: Results | undefined;
}

const marks: Record<Verdict | "untested", string> = {
  reproduced: "✓",
  contradicted: "✗",
  inconclusive: "?",
  untested: "·",
};

/** The whole report as one HTML page that needs nothing else. */
export function reportPage(papers: ReportedPaper[], date: string): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Claims, tested again</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>Claims, tested again</h1>
          <p>${summary(papers)}</p>
          <p class="soft">
            Written by Offprint on ${date.slice(0, 10)}. A verdict follows from the 95 % interval over seeds
            that nobody chose: the claim is reproduced if the interval lies within what the claim accepts,
            contradicted if it lies outside, and inconclusive otherwise.
          </p>
        </header>
        <main>${claimsTable(papers)} ${papers.map(paperSection)}</main>
      </body>
    </html> `;
  return markup;
}

function summary(papers: ReportedPaper[]): string {
  const all = papers.flatMap(({ experiment, results }) =>
    experiment.claims.map((claim) => verdictOf(claim, results)),
  );
  const counts = Object.keys(marks).flatMap((verdict) => {
    const count = all.filter((other) => other === verdict).length;
    return count > 0 ? [`${count} ${verdict}`] : [];
  });
  const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
  return `${many(all.length, "claim")} of ${many(papers.length, "paper")}: ${counts.join(", ")}.`;
}

const resultOf = (claim: Claim, results: Results | undefined) =>
  results?.claims.find((result) => result.claim === claim.id);
const verdictOf = (claim: Claim, results: Results | undefined) =>
  resultOf(claim, results)?.verdict ?? "untested";

function badge(verdict: Verdict | "untested"): Html {
  return html`<span class="verdict ${verdict}">${marks[verdict]} ${verdict}</span>`;
}

function claimsTable(papers: ReportedPaper[]): Html {
  const rows = papers.flatMap(({ card, experiment, results }) =>
    experiment.claims.map((claim, i) => {
      const result = resultOf(claim, results);
      const paper = i === 0 ? html`<a href="#${card.slug}">${card.title}</a>` : html``;
      const measured = (result?.checks ?? []).map((check) => html`<div>${estimateOf(check)}</div>`);
      return html`<tr>
        <td>${paper}</td>
        <td>${claim.statement}</td>
        <td class="measured">${measured}</td>
        <td>${badge(verdictOf(claim, results))}</td>
      </tr>`;
    }),
  );
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Paper</th>
          <th>Claim</th>
          <th>Measured</th>
          <th>Verdict</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

const estimateOf = (check: CheckResult) => formatEstimate(check, check.kind === "paired");

function paperSection({ card, experiment, results }: ReportedPaper): Html {
  const source = `https://arxiv.org/abs/${card.arxiv}`;
  return html`<section id="${card.slug}">
    <h2>${card.title}</h2>
    <p class="soft">
      ${card.authors.join(", ")}. ${formatVenue(card)}. <a href="${source}">arXiv ${card.arxiv}</a>
    </p>
    <p>${card.summary}</p>
    ${picture(experiment, results)}
    ${experiment.claims.map((claim) => claimArticle(claim, resultOf(claim, results)))}
    ${results ? provenance(results) : html`<p class="soft">Not verified yet.</p>`}
  </section>`;
}

function picture(
  { plots, arms, picture: { plot: name, alt } }: Experiment,
  results: Results | undefined,
): Html {
  const plot = plots[name];
  if (!plot || !results) return html``;
  const svg = renderPlot(plot, results.picture, { width: 720, height: 320, arms });
  return html`<figure aria-label="${alt}">
    ${trusted(svg)}
    <figcaption>${plot.title}. ${plot.notice}</figcaption>
  </figure>`;
}

function claimArticle(claim: Claim, result: ClaimResult | undefined): Html {
  const checks = (result?.checks ?? []).map(
    (check) =>
      html`<div>
        ${trusted(renderInterval(check, { width: 330 }))}
        <p class="soft">${describeCheck(check)}</p>
      </div>`,
  );
  const context = (result?.context ?? []).map(
    (value) => html`<p class="soft">${value.label}: ${formatEstimate(value)}</p>`,
  );
  return html`<article class="claim">
    <div>
      <h3>${claim.statement}</h3>
      <p>${badge(result?.verdict ?? "untested")}</p>
      <p class="soft">Paper: ${claim.paper.figure} (${claim.paper.where})</p>
      <p class="soft">Here: ${claim.protocol.summary}</p>
      ${context}
    </div>
    <div>${checks}</div>
  </article>`;
}

function provenance({ environment, date, history }: Results): Html {
  const versions = Object.entries(environment.versions).map(([name, version]) => `${name} ${version}`);
  const { cpu, cores, platform } = environment.machine;
  const earlier = history.map(
    (result) =>
      html`<p class="soft">
        Earlier: ${result.claim} was ${result.verdict} on ${result.date.slice(0, 10)} (protocol
        ${result.protocol.version}).
      </p>`,
  );
  return html`<p class="soft">
      Verified on ${date.slice(0, 10)}: ${versions.join(", ")}; ${cpu}, ${cores} cores, ${platform};
      ${environment.target}.
    </p>
    ${earlier}`;
}
