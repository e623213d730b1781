import type { GoldenAdapter } from "../../test/golden.ts";
import { privateBagMeans, type PrivateBagMeansOptions } from "./privateBagMeans.ts";

export const adapters: Record<string, GoldenAdapter> = {
  privateBagMeans: ({ inputs, options }, dtype) =>
    privateBagMeans(
      inputs["responses"]!.array(dtype),
      inputs["uniforms"]!.array(dtype),
      options as unknown as PrivateBagMeansOptions,
    ),
};
