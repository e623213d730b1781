import { z } from "zod";

/** What went wrong (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    parameter: z.string().optional().meta({ description: "The parameter that is to blame" }),
  })
  .meta({ id: "Problem" });
