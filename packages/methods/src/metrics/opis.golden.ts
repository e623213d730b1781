import { callPlainly, type GoldenAdapter, type Method } from "../../test/golden.ts";
import { opis } from "./opis.ts";

export const adapters: Record<string, GoldenAdapter> = {
  opis: (golden, dtype) => callPlainly(opis as Method, golden, dtype),
};
