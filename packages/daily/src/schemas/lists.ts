import { z } from "zod";
import type { RankedPaper } from "../ranking/rankPapers.ts";
import { searchOrders, type SearchResult } from "../search/searchPapers.ts";
import { paperResource, paperSchema } from "./paper.ts";

/** One page of a list, whatever is in it. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: nextSchema });
}

const nextSchema = z
  .string()
  .nullable()
  .meta({ description: "Cursor of the next page; null on the last one. Opaque." });

export const rankedPaperSchema = paperSchema
  .extend({
    rank: z.int().min(1),
    reasons: z.array(z.string()).meta({
      description: "Why it stands there",
      example: ["2 claims re-tested: 2 reproduced", "code linked", "listed 14 h ago"],
    }),
  })
  .meta({ id: "RankedPaper" });

export const rankedListSchema = z
  .object({
    items: z.array(rankedPaperSchema),
    next: nextSchema,
    note: z.string().meta({ description: "What the order is made of" }),
  })
  .meta({ id: "RankedList" });

const markedTextSchema = z
  .object({
    text: z.string().meta({ description: "Plain text, never HTML" }),
    marks: z
      .array(z.tuple([z.int(), z.int()]))
      .meta({ description: "Parts that were looked for: from the first UTF-16 unit to before the second" }),
  })
  .meta({ id: "MarkedText" });

export const foundPaperSchema = paperSchema
  .extend({
    highlights: z.object({ title: markedTextSchema, snippet: z.array(markedTextSchema) }).nullable(),
  })
  .meta({ id: "FoundPaper" });

export const searchResultSchema = z
  .object({
    items: z.array(foundPaperSchema),
    next: nextSchema,
    total: z.object({ count: z.int(), isExact: z.boolean() }).nullable().meta({
      description:
        "Papers that match; not exact where there are more than are ranked. On the first page only.",
    }),
    sort: z.enum(searchOrders),
    mode: z.enum(["lexical", "hybrid"]).meta({ description: "By words, or by words and by meaning" }),
    modeNote: z.string(),
    notice: z.string().nullable(),
    problems: z.array(z.object({ field: z.string(), value: z.string(), expected: z.string() })),
    didYouMean: z.string().nullable(),
  })
  .meta({ id: "SearchResult" });

export const similarSchema = z
  .object({ items: z.array(paperSchema), by: z.enum(["meaning", "words"]) })
  .meta({ id: "SimilarPapers" });

export type SearchResultResource = z.infer<typeof searchResultSchema>;

export function rankedResource({ rank, reasons, ...paper }: RankedPaper): z.infer<typeof rankedPaperSchema> {
  return { ...paperResource(paper), rank, reasons };
}

export function searchResultResource({ items, order, ...rest }: SearchResult): SearchResultResource {
  return {
    ...rest,
    sort: order,
    items: items.map(({ highlights, ...paper }) => ({ ...paperResource(paper), highlights })),
  };
}
