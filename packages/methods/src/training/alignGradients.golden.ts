import type { GoldenAdapter } from "../../test/golden.ts";
import { alignGradients } from "./alignGradients.ts";

export const adapters: Record<string, GoldenAdapter> = {
  /** The result is a record already. */
  alignGradients: ({ inputs }, dtype) =>
    alignGradients(inputs["mainGrad"]!.array(dtype), inputs["auxGrad"]!.array(dtype)),
};
