import { z } from "zod";
import type { ClaimHistory, ClaimPaper, ClaimTest, ClaimView, VerdictChange } from "../claims/claims.ts";
import { paperId } from "../links/paperLinks.ts";
import { claimStateSchema, iso, momentSchema } from "./paper.ts";

const claimPaperSchema = z
  .object({ id: z.string(), slug: z.string(), title: z.string() })
  .meta({ id: "ClaimPaper", description: "The paper of a claim, in short" });

const claimFields = {
  paper: claimPaperSchema,
  id: z.string().meta({ description: "Its id within the paper" }),
  headline: z.boolean().meta({ description: "The claim the paper is known for" }),
  statement: z.string().meta({ description: "In our words" }),
  figure: z.string().meta({ description: "The paper's own figure" }),
  place: z.string().meta({ description: "Where it stands in the paper" }),
  state: claimStateSchema,
  testedAt: momentSchema.nullable(),
};

export const claimSchema = z.object(claimFields).meta({ id: "Claim" });

export const checkSchema = z
  .object({
    label: z.string(),
    estimate: z.number().nullable(),
    interval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .meta({ description: "95 % interval of the mean over seeds" }),
    accept: z
      .object({ above: z.number().optional(), below: z.number().optional() })
      .meta({ description: "Where the estimate must lie, ends excluded" }),
  })
  .meta({ id: "Check" });

export const claimTestSchema = z
  .object({
    testedAt: momentSchema,
    protocolVersion: z.int(),
    verdict: claimStateSchema,
    isChange: z.boolean().meta({ description: "Differs from the test before it" }),
    checks: z.array(checkSchema),
    versions: z.record(z.string(), z.string()).meta({ description: "Of this project, the engine and Node" }),
  })
  .meta({ id: "ClaimTest" });

export const claimHistorySchema = z
  .object({ ...claimFields, tests: z.array(claimTestSchema).meta({ description: "Oldest first" }) })
  .meta({ id: "ClaimHistory" });

export const verdictChangeSchema = z
  .object({
    paper: claimPaperSchema,
    claim: z.object({ id: z.string(), headline: z.boolean(), statement: z.string() }),
    testedAt: momentSchema,
    verdict: claimStateSchema,
    before: claimStateSchema,
  })
  .meta({ id: "VerdictChange" });

export type ClaimResource = z.infer<typeof claimSchema>;
export type ClaimHistoryResource = z.infer<typeof claimHistorySchema>;
export type VerdictChangeResource = z.infer<typeof verdictChangeSchema>;

export function claimResource(claim: ClaimView): ClaimResource {
  const { paper, name, headline, statement, figure, place, state, testedAt } = claim;
  return {
    paper: shortPaper(paper),
    id: name,
    headline,
    statement,
    figure,
    place,
    state,
    testedAt: iso(testedAt),
  };
}

export function claimHistoryResource(claim: ClaimHistory): ClaimHistoryResource {
  return { ...claimResource(claim), tests: claim.tests.map(testResource) };
}

function testResource(test: ClaimTest): z.infer<typeof claimTestSchema> {
  return { ...test, testedAt: test.testedAt.toISOString() };
}

export function verdictChangeResource({
  paper,
  claim,
  testedAt,
  verdict,
  before,
}: VerdictChange): VerdictChangeResource {
  const { name, headline, statement } = claim;
  return {
    paper: shortPaper(paper),
    claim: { id: name, headline, statement },
    testedAt: testedAt.toISOString(),
    verdict,
    before,
  };
}

const shortPaper = ({ slug, title, ...name }: ClaimPaper) => ({ id: paperId(name), slug, title });
