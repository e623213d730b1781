import { z } from "zod";

/** What the API answers when something is wrong (RFC 9457), as `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: "Name of the kind of problem", example: "about:blank" }),
    title: z.string().meta({ example: "Bad Request" }),
    status: z.int(),
    detail: z.string().meta({ example: "limit must be a whole number from 1 to 100, not 0" }),
    instance: z.string().optional().meta({ description: "Address that was asked" }),
    errors: z
      .array(z.object({ parameter: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: "Which parameters are wrong, and how" }),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problemSchema>;
