import { z } from "zod";

/** One export of the library that a paper brings. */
export const methodSchema = z
  .object({
    name: z.string().meta({ example: "compSumLoss" }),
    module: z.string().meta({ example: "losses" }),
    import: z.string().meta({ description: "The line that imports it" }),
    summary: z.string().meta({ description: "First sentence of its documentation" }),
    documentation: z.string(),
    signature: z.string().meta({ description: "As TypeScript writes it" }),
    papers: z.array(z.object({ slug: z.string(), title: z.string() })),
  })
  .meta({ id: "Method" });

export const methodListSchema = z.object({ items: z.array(methodSchema) }).meta({ id: "MethodList" });

export type Method = z.infer<typeof methodSchema>;
