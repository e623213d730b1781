import { z } from "zod";
import { linkKinds, precisions, verdicts } from "../database/schema.ts";

const day = z.iso.date();
const moment = z.iso.datetime();

/** An author as one paper prints it. */
export const authorSchema = z.object({
  name: z.string().meta({ description: "As this paper prints it" }),
  key: z.string().meta({ description: "The name as it stands in addresses" }),
  family: z.string().nullable(),
  given: z.string().nullable(),
  suffix: z.string().nullable(),
  affiliation: z.string().nullable(),
});

export const linkSchema = z.object({ url: z.string(), kind: z.enum(linkKinds) });

export const claimCountsSchema = z
  .object({
    reproduced: z.int(),
    contradicted: z.int(),
    inconclusive: z.int(),
    notTested: z.int(),
  })
  .meta({ description: "Claims of the paper by the verdict of their newest re-test" });

export const labSchema = z.object({
  slug: z.string().meta({ description: "Name of its folder and page" }),
  kind: z.string(),
  summary: z.string().meta({ description: "The idea in one sentence, in our own words" }),
  venue: z.string(),
  year: z.int(),
  methods: z.array(z.string()).meta({ description: 'Exports of the library, as "module/name"' }),
  claims: claimCountsSchema,
});

/** A paper as the API, the feeds, the exports and the pages get it. */
export const paperSchema = z
  .object({
    id: z.string().meta({
      description: "Identifier at its source, without version: always a text",
      example: "2601.01230",
    }),
    source: z.string().meta({ example: "arxiv" }),
    version: z.int().nullable().meta({ description: "Newest version known" }),
    title: z.string().meta({ description: "Text with TeX between dollar signs; never HTML" }),
    summary: z.string().meta({ description: "The abstract; text with TeX between dollar signs; never HTML" }),
    authors: z.array(authorSchema),
    primaryCategory: z.string().nullable(),
    categories: z.array(z.string()).meta({ description: "The primary one first" }),
    topics: z.array(z.string()),
    publishedAt: moment.meta({ description: "Submission of the first version" }),
    publishedPrecision: z.enum(precisions).meta({ description: "How exact publishedAt is" }),
    revisedAt: moment.nullable().meta({ description: "Submission of the newest version" }),
    listedOn: day.nullable().meta({ description: "The day whose list it is in" }),
    listedAt: moment.nullable(),
    changedAt: moment.meta({ description: "Last change of anything shown" }),
    withdrawn: z.object({ at: moment, reason: z.string().nullable() }).nullable(),
    comment: z.string().nullable(),
    journalReference: z.string().nullable(),
    doi: z.string().nullable(),
    license: z.string().nullable().meta({ description: "Address of the licence" }),
    links: z.array(linkSchema),
    lab: labSchema.nullable().meta({ description: "Set for papers that run here" }),
  })
  .meta({ id: "Paper" });

export const versionSchema = z.object({
  version: z.int(),
  submittedAt: moment.nullable(),
  announcedOn: day.nullable(),
  size: z.string().nullable(),
});

export const claimStateSchema = z.enum(verdicts);

export type Author = z.infer<typeof authorSchema>;
export type ClaimCounts = z.infer<typeof claimCountsSchema>;
export type Lab = z.infer<typeof labSchema>;
export type Paper = z.infer<typeof paperSchema>;
export type PaperVersion = z.infer<typeof versionSchema>;
