import { z } from "zod";
import { citationFormats, type CitationFormatName } from "../cite/citationFormats.ts";
import { largestPage } from "../catalogue/cursor.ts";
import { similarOrders } from "../search/similarPapers.ts";
import { searchOrders } from "../search/searchPapers.ts";
import { havings } from "../search/paperFilter.ts";
import { claimStateSchema, daySchema } from "./paper.ts";

/** Query parameters as the API takes them: texts of an address in, typed values out. */

const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(largestPage)
  .meta({ description: `Items of a page, 1 to ${largestPage}` });
const cursor = z.string().max(500).meta({ description: "`next` of the page before" });
const category = z.string().max(50).meta({ example: "cs.LG" });
const topic = z.string().max(100);

const page = { limit: limit.optional(), cursor: cursor.optional() };

export const listQuerySchema = z.object({
  ...page,
  category: category.optional(),
  topic: topic.optional(),
  has: z
    .enum(havings)
    .optional()
    .meta({ description: '"lab": it runs here; "claims": claims were re-tested; or a link' }),
});

/** One of `date`, `week` and `month`; none: the newest day. */
export const daysQuerySchema = listQuerySchema.extend({
  date: daySchema.optional(),
  week: z
    .string()
    .regex(/^\d{4}-W\d{2}$/)
    .optional()
    .meta({ example: "2026-W02" }),
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional()
    .meta({ example: "2026-01" }),
  channel: z.string().max(50).optional(),
});

export const searchQuerySchema = z.object({
  ...page,
  q: z.string().default("").meta({
    description:
      'Words, "phrases", -exclusions, a or b, and author: category: topic: date: year: after: before: has: verdict:',
    example: 'margin "pairwise loss" category:cs.LG after:2026-01 has:lab',
  }),
  sort: z.enum(searchOrders).optional(),
});

export const suggestQuerySchema = z.object({ q: z.string().max(200).default("") });

export const similarQuerySchema = z.object({
  limit: limit.optional(),
  sort: z.enum(similarOrders).optional(),
});

export const claimsQuerySchema = z.object({
  ...page,
  state: claimStateSchema.optional(),
  paper: z.string().max(100).optional().meta({ description: "Slug of the paper" }),
  topic: topic.optional(),
});

const formatNames = Object.keys(citationFormats) as [CitationFormatName, ...CitationFormatName[]];

/** A list of papers by `id`, or what a search finds. */
export const exportQuerySchema = z.object({
  format: z.enum(formatNames).default("bibtex"),
  id: z
    .string()
    .max(5000)
    .optional()
    .meta({ description: "Identifiers with commas between", example: "2601.01230,hep-th/9901001" }),
  q: z.string().optional().meta({ description: "A search, as in /search" }),
});
