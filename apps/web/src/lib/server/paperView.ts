import {
  citationFormats,
  doiOf,
  doiUrl,
  findPaperByName,
  highwireTags,
  jsonLdScript,
  openGraphTags,
  paperJsonLd,
  type PaperDetail,
  paperId,
  pdfUrl,
  plainTex,
  similarOrders,
  similarPapers,
  type SimilarOrder,
  sourceUrl,
} from "@offprint/daily";
import { error, redirect } from "@sveltejs/kit";
import type { Params } from "#lib/search.ts";
import { dayName, shortAuthors } from "#lib/paper.ts";
import { addressOf, authorAddress, cardsOf, dateText } from "./cards.ts";
import { richText } from "./richText.ts";
import type { Service } from "./service.ts";

/** Papers like it that are shown. */
const similarShown = 6;

/**
 * The paper that an address names, by its identifier; the address is put right where it is not the paper's own.
 * @throws an HTTP error or a redirect
 */
export async function findPaperAt(db: Service["db"], address: string): Promise<PaperDetail> {
  const paper = await findPaperByName(db, address);
  if (!paper) error(404, `The paper ${address} is not in this catalogue.`);
  if (paper.lab || paperId(paper) !== address) redirect(308, `/papers/${addressOf(paper)}`);
  return paper;
}

export type PaperView = Awaited<ReturnType<typeof viewPaper>>;

/** What every paper's page shows, whether it runs here or not. */
export async function viewPaper(
  { db, semantic }: Service,
  paper: PaperDetail,
  origin: string,
  params: Params,
) {
  const wanted = params.get("similar");
  const order: SimilarOrder = similarOrders.find((candidate) => candidate === wanted) ?? "similar";
  const similar = await similarPapers(db, paper.id, { order, limit: similarShown, semantic });
  const doi = doiOf(paper);
  const path = `/papers/${addressOf(paper)}`;
  return {
    id: paperId(paper),
    canonical: origin + path,
    title: richText(paper.title),
    plainTitle: plainTex(paper.title),
    description: plainTex(paper.lab?.summary ?? paper.abstract).slice(0, 300),
    abstract: richText(paper.abstract),
    authors: paper.authors.map(({ name, key, affiliation }) => ({
      name,
      affiliation,
      address: authorAddress(key),
    })),
    categories: paper.categories,
    withdrawn: paper.withdrawn?.reason ?? (paper.withdrawn ? "" : null),
    facts: factsOf(paper),
    versions: paper.versions.map(({ version, submittedAt, size }) => ({
      version,
      submitted: submittedAt && dayName(submittedAt.toISOString()),
      size,
      url: `${sourceUrl(paper)}v${version}`,
    })),
    links: [
      { label: paper.source === "arxiv" ? `arXiv ${paper.key}` : paperId(paper), url: sourceUrl(paper) },
      { label: "PDF", url: pdfUrl(paper) },
      { label: "DOI", url: doi && doiUrl(doi) },
      ...paper.links.map(({ url, kind }) => ({ label: linkNames[kind], url })),
    ].flatMap(({ label, url }) => (url ? [{ label, url }] : [])),
    citations: Object.entries(citationFormats).map(([name, { label, write, extension }]) => ({
      label,
      file: `${path}.${name === "csl-json" ? "csl.json" : extension}`,
      source: write([paper]).trim(),
    })),
    forms: [
      { label: "Markdown", url: `${path}.md` },
      { label: "JSON", url: `${path}.json` },
    ],
    similar: { cards: await cardsOf(similar.items), by: similar.by, order },
    metadata: {
      jsonLd: jsonLdScript(paperJsonLd(origin, paper)),
      named: highwireTags(paper),
      properties: openGraphTags(origin, paper, {
        url: `${origin}${path}.png`,
        alt: `${plainTex(paper.title)}, by ${shortAuthors(paper.authors.map(({ name }) => name))}`,
      }),
    },
  };
}

const linkNames: Record<PaperDetail["links"][number]["kind"], string> = {
  code: "Code",
  project: "Project page",
  data: "Data",
  model: "Model",
  demo: "Demo",
  other: "Link",
};

/** What else is known, as pairs of name and text. */
function factsOf(paper: PaperDetail): [string, string][] {
  const { revisedAt, publishedAt, version, listedOn, comment, journalReference, reportNumber } = paper;
  const isRevised = revisedAt && revisedAt.getTime() > publishedAt.getTime();
  const facts: [string, string | null][] = [
    ["First submitted", dateText(paper)],
    ["Revised", isRevised ? `${dayName(revisedAt.toISOString())}, version ${version}` : null],
    ["Listed", listedOn && dayName(listedOn)],
    ["Published in", journalReference],
    ["Comment", comment],
    ["Report", reportNumber],
  ];
  return facts.flatMap(([name, text]) => (text ? [[name, text]] : []));
}
