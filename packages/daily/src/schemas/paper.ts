import { z } from "zod";
import type { PaperDetail, PaperSummary } from "../catalogue/papers.ts";
import { linkKinds, precisions, verdicts, type ClaimState } from "../database/schema.ts";
import { paperId } from "../links/paperLinks.ts";

export const daySchema = z.iso.date().meta({ example: "2026-01-05" });
export const momentSchema = z.iso.datetime().meta({ example: "2026-01-05T01:00:00.000Z" });
export const claimStateSchema = z.enum(verdicts);

/** An author as one paper prints it. */
export const authorSchema = z
  .object({
    name: z.string().meta({ description: "As this paper prints it" }),
    key: z.string().meta({ description: "The name as it stands in addresses", example: "ada-example" }),
    family: z.string().nullable(),
    given: z.string().nullable(),
    suffix: z.string().nullable(),
    affiliation: z.string().nullable(),
  })
  .meta({ id: "Author" });

export const linkSchema = z.object({ url: z.string(), kind: z.enum(linkKinds) }).meta({ id: "Link" });

export const claimCountsSchema = z
  .object({ reproduced: z.int(), contradicted: z.int(), inconclusive: z.int(), notTested: z.int() })
  .meta({ id: "ClaimCounts", description: "Claims by the verdict of their newest re-test" });

export const labSchema = z
  .object({
    slug: z.string().meta({ description: "Name of its folder and page", example: "rankme" }),
    kind: z.string(),
    summary: z.string().meta({ description: "The idea in one sentence, in our own words" }),
    venue: z.string(),
    year: z.int(),
    methods: z.array(z.string()).meta({ description: 'Exports of the library, as "module/name"' }),
    claims: claimCountsSchema,
  })
  .meta({ id: "Lab", description: "What makes a paper one that runs here" });

const paperFields = {
  id: z.string().meta({
    description: "Identifier at its source, without version: always a text",
    example: "2601.01230",
  }),
  source: z.string().meta({ example: "arxiv" }),
  version: z.int().nullable().meta({ description: "Newest version known" }),
  title: z.string().meta({ description: "Text with TeX between dollar signs; never HTML" }),
  summary: z.string().meta({ description: "The abstract; text with TeX between dollar signs; never HTML" }),
  authors: z.array(authorSchema),
  categories: z
    .array(z.string())
    .meta({ description: "The primary one first", example: ["cs.LG", "stat.ML"] }),
  topics: z.array(z.string()),
  publishedAt: momentSchema.meta({ description: "Submission of the first version" }),
  publishedPrecision: z.enum(precisions).meta({ description: "How exact publishedAt is" }),
  revisedAt: momentSchema.nullable().meta({ description: "Submission of the newest version" }),
  listedOn: daySchema.nullable().meta({ description: "The day whose list it is in" }),
  listedAt: momentSchema.nullable(),
  changedAt: momentSchema.meta({ description: "Last change of anything shown" }),
  withdrawn: z.object({ at: momentSchema, reason: z.string() }).nullable(),
  comment: z.string().nullable(),
  journalReference: z.string().nullable(),
  doi: z.string().nullable(),
  license: z.string().nullable().meta({ description: "Address of the licence" }),
  links: z.array(linkSchema),
  lab: labSchema.nullable(),
};

/** A paper in a list. */
export const paperSchema = z.object(paperFields).meta({ id: "Paper" });

export const versionSchema = z
  .object({
    version: z.int(),
    submittedAt: momentSchema.nullable(),
    announcedOn: daySchema.nullable(),
    size: z.string().nullable(),
  })
  .meta({ id: "Version" });

/** A paper on its own. */
export const paperDetailSchema = z
  .object({
    ...paperFields,
    reportNumber: z.string().nullable(),
    versions: z
      .array(versionSchema)
      .meta({ description: "Oldest first; those nobody told about are missing" }),
  })
  .meta({ id: "PaperDetail" });

export type PaperResource = z.infer<typeof paperSchema>;
export type PaperDetailResource = z.infer<typeof paperDetailSchema>;
export type ClaimCounts = z.infer<typeof claimCountsSchema>;

export function paperResource(paper: PaperSummary): PaperResource {
  const { source, key, version, title, authors, categories, topics, links, lab, withdrawn } = paper;
  const { publishedPrecision, listedOn, comment, journalReference, doi, license } = paper;
  return {
    id: paperId({ source, key }),
    source,
    version,
    title,
    summary: paper.abstract,
    authors: authors.map(({ name, key, family, given, suffix, affiliation }) => {
      return { name, key, family, given, suffix, affiliation };
    }),
    categories,
    topics,
    publishedAt: paper.publishedAt.toISOString(),
    publishedPrecision,
    revisedAt: iso(paper.revisedAt),
    listedOn,
    listedAt: iso(paper.listedAt),
    changedAt: paper.changedAt.toISOString(),
    withdrawn: withdrawn && { at: withdrawn.at.toISOString(), reason: withdrawn.reason },
    comment,
    journalReference,
    doi,
    license,
    links: links.map(({ url, kind }) => ({ url, kind })),
    lab: lab && { ...lab, claims: claimCounts(lab.claims) },
  };
}

export function paperDetailResource(paper: PaperDetail): PaperDetailResource {
  const versions = paper.versions.map((version) => ({ ...version, submittedAt: iso(version.submittedAt) }));
  return { ...paperResource(paper), reportNumber: paper.reportNumber, versions };
}

export function claimCounts({ "not tested": notTested, ...tested }: Record<ClaimState, number>): ClaimCounts {
  return { ...tested, notTested };
}

export const iso = (date: Date | null): string | null => date && date.toISOString();
