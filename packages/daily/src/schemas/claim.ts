import { z } from "zod";
import { claimStateSchema } from "./paper.ts";

const moment = z.iso.datetime();
const next = z.string().nullable();

const claimPaperSchema = z
  .object({ id: z.string(), source: z.string(), slug: z.string(), title: z.string() })
  .meta({ id: "ClaimPaper" });

export const claimSchema = z
  .object({
    paper: claimPaperSchema,
    name: z.string().meta({ description: "Unique within its paper" }),
    headline: z.boolean().meta({ description: "The claim that the paper is known for" }),
    statement: z.string().meta({ description: "In our own words; Markdown with TeX between dollar signs" }),
    figure: z.string().meta({ description: "The paper's own figure" }),
    place: z.string().meta({ description: "Where the figure stands in the paper" }),
    state: claimStateSchema,
    testedAt: moment.nullable(),
  })
  .meta({ id: "Claim" });

const checkSchema = z
  .object({
    label: z.string(),
    estimate: z.number().nullable(),
    interval: z.array(z.number()).length(2).nullable().meta({ description: "95 % interval over seeds" }),
    accept: z
      .object({ above: z.number().optional(), below: z.number().optional() })
      .meta({ description: "Where the estimate must lie for the claim to hold" }),
  })
  .meta({ id: "Check" });

export const claimHistorySchema = z
  .object({
    ...claimSchema.shape,
    tests: z
      .array(
        z
          .object({
            testedAt: moment,
            protocolVersion: z.int(),
            verdict: claimStateSchema,
            isChange: z.boolean(),
            checks: z.array(checkSchema),
            versions: z.record(z.string(), z.string()),
          })
          .meta({ id: "ClaimTest" }),
      )
      .meta({ description: "All re-tests, oldest first" }),
  })
  .meta({ id: "ClaimHistory" });

export const claimPageSchema = z.object({ items: z.array(claimSchema), next }).meta({ id: "ClaimPage" });

export const claimHistoriesSchema = z
  .object({ items: z.array(claimHistorySchema) })
  .meta({ id: "ClaimHistories" });

export const verdictChangePageSchema = z
  .object({
    items: z.array(
      z
        .object({
          paper: claimPaperSchema,
          claim: z.object({ name: z.string(), headline: z.boolean(), statement: z.string() }),
          testedAt: moment,
          verdict: claimStateSchema,
          before: claimStateSchema,
        })
        .meta({ id: "VerdictChange" }),
    ),
    next,
  })
  .meta({ id: "VerdictChangePage" });
