import { z } from "zod";
import { searchOrders } from "../search/searchPapers.ts";
import { paperSchema, versionSchema } from "./paper.ts";

const moment = z.iso.datetime();
const day = z.iso.date();
const next = z
  .string()
  .nullable()
  .meta({ description: "Pass it as `cursor` to get the next page; null on the last one" });

export const paperDetailSchema = z
  .object({
    ...paperSchema.shape,
    reportNumber: z.string().nullable(),
    versions: z
      .array(versionSchema)
      .meta({ description: "Oldest first; those nobody told about are missing" }),
    url: z.string().meta({ description: "The paper's page here" }),
    sourceUrl: z.string().nullable().meta({ description: "The paper's page at its source" }),
  })
  .meta({ id: "PaperDetail" });

export const paperPageSchema = z.object({ items: z.array(paperSchema), next }).meta({ id: "PaperPage" });

export const rankedPaperSchema = z
  .object({
    ...paperSchema.shape,
    rank: z.int().min(1).meta({ description: "From 1, over all pages" }),
    reasons: z.array(z.string()).meta({ description: "Why it stands there" }),
  })
  .meta({ id: "RankedPaper" });

const note = z.string().meta({ description: "What the order is made of" });

export const rankedPageSchema = z
  .object({ note, items: z.array(rankedPaperSchema), next })
  .meta({ id: "RankedPage" });

export const dayStatusSchema = z
  .object({
    day,
    state: z.enum(["complete", "coming in", "partial", "empty"]),
    papers: z.int(),
    asOf: moment.nullable().meta({ description: "The last look at the day's listing" }),
    waitingFor: z.array(z.string()).meta({ description: "Categories that are not known to be whole" }),
  })
  .meta({ id: "DayStatus" });

export const daysPageSchema = z
  .object({
    from: day,
    to: day,
    status: dayStatusSchema.nullable().meta({ description: "Of a single day; null for a week or a month" }),
    previous: day.nullable().meta({ description: "The nearest earlier day with papers" }),
    following: day.nullable().meta({ description: "The nearest later day with papers" }),
    note,
    items: z.array(rankedPaperSchema),
    next,
  })
  .meta({ id: "DaysPage" });

const markedTextSchema = z
  .object({
    text: z.string(),
    marks: z
      .array(z.array(z.int()).length(2))
      .meta({ description: "From the first number to before the second: what was looked for" }),
  })
  .meta({ id: "MarkedText", description: "A text and the parts of it that were looked for; never HTML" });

export const searchPageSchema = z
  .object({
    items: z.array(
      z
        .object({
          ...paperSchema.shape,
          highlights: z.object({ title: markedTextSchema, snippet: z.array(markedTextSchema) }).nullable(),
        })
        .meta({ id: "FoundPaper" }),
    ),
    next,
    total: z
      .object({ count: z.int(), isExact: z.boolean() })
      .nullable()
      .meta({ description: "How many papers match; null after the first page" }),
    order: z.enum(searchOrders),
    mode: z.enum(["lexical", "hybrid"]),
    modeNote: z.string(),
    notice: z.string().nullable(),
    problems: z
      .array(z.object({ field: z.string(), value: z.string(), expected: z.string() }))
      .meta({ description: "Parts of the query that were not understood and do not count" }),
    didYouMean: z.string().nullable(),
  })
  .meta({ id: "SearchPage" });

export const similarPageSchema = z
  .object({
    items: z.array(paperSchema),
    by: z.enum(["meaning", "words"]).meta({ description: "How they were found" }),
  })
  .meta({ id: "SimilarPapers" });
