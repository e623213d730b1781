import type { Card } from "@offprint/papers";
import type { PaperDetail } from "../catalogue/papers.ts";
import type { ClaimHistory } from "../claims/claims.ts";
import { doiOf, doiUrl, paperId, paperUrl, pdfUrl, sourceUrl } from "../links/paperLinks.ts";
import { dayText } from "../metadata/jsonLd.ts";

/** What a paper that runs here has besides. */
export interface PaperExtras {
  claims: ClaimHistory[];
  card: Card | null;
}

/** A paper's page as Markdown, for language models and notes. */
export function paperMarkdown(origin: string, paper: PaperDetail, { claims, card }: PaperExtras): string {
  const parts = [
    `# ${oneLine(paper.title)}`,
    paper.authors.map(({ name }) => oneLine(name)).join(", "),
    facts(origin, paper).join("\n"),
    ...(paper.withdrawn ? [`**Withdrawn.** ${oneLine(paper.withdrawn.reason)}`] : []),
    ...section("Abstract", oneLine(paper.abstract)),
    ...(card
      ? [
          ...section("Idea", card.idea),
          ...section("Method", card.method),
          ...section("What to try", card.whatToTry),
          ...section("Protocol", card.protocol),
        ]
      : []),
    ...section("Claims", claims.map(claimText).join("\n")),
  ];
  return `${parts.join("\n\n")}\n`;
}

function facts(origin: string, paper: PaperDetail): string[] {
  const { lab, version } = paper;
  const doi = doiOf(paper);
  const listed: [name: string, value: string | null][] = [
    ["Identifier", paperId(paper) + (version === null ? "" : `v${version}`)],
    ["Submitted", dayText(paper.publishedAt, paper.publishedPrecision)],
    ["Revised", paper.revisedAt && dayText(paper.revisedAt)],
    ["Listed", paper.listedOn],
    ["Categories", paper.categories.join(", ")],
    ["Topics", paper.topics.join(", ")],
    ["Comment", paper.comment],
    ["Journal", paper.journalReference],
    ["Page here", paperUrl(origin, paper)],
    ["Page at the source", sourceUrl(paper)],
    ["PDF", pdfUrl(paper)],
    ["DOI", doi && doiUrl(doi)],
    ...paper.links.map(({ kind, url }): [string, string] => [capitalise(kind), url]),
    ["Runs here as", lab && `\`${lab.slug}\``],
    ["Methods", lab && lab.methods.map((method) => `\`@offprint/methods/${method}\``).join(", ")],
  ];
  return listed.flatMap(([name, value]) => (value ? [`- ${name}: ${oneLine(value)}`] : []));
}

function claimText(claim: ClaimHistory): string {
  const last = claim.tests.at(-1);
  const checks = (last?.checks ?? []).map(
    ({ label, estimate, interval }) =>
      `  - ${label}: ${estimate ?? "no value"}${interval ? ` [${interval.join(", ")}]` : ""}`,
  );
  const tested = last ? `, tested ${last.testedAt.toISOString().slice(0, 10)}` : "";
  return [
    `- **${claim.state}**${tested} (\`${claim.name}\`): ${oneLine(claim.statement)}`,
    `  - The paper's own figure: ${oneLine(claim.figure)} (${oneLine(claim.place)})`,
    ...checks,
  ].join("\n");
}

function section(title: string, text: string): string[] {
  return text.trim() === "" ? [] : [`## ${title}`, text.trim()];
}

/** Upstream text has line breaks, which would begin headings and lists here. */
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
