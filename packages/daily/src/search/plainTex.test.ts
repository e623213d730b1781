import { expect, test } from "vitest";
import { plainTex } from "./plainTex.ts";

test.each([
  ["On $k=3$ toy sets it halves the rate.", "On k=3 toy sets it halves the rate."],
  ["$\\mathcal{L}_{sup}$ and $\\lambda \\leq 0.5$", "L_sup and λ ≤ 0.5"],
  ["gains $3.2\\%$ on \\emph{all} sets", "gains 3.2% on all sets"],
  ["state-of-the-art---nearly", "state-of-the-art—nearly"],
  ["a < b & c", "a < b & c"],
  ["costs \\$5, or $5 to $10", "costs $5, or $5 to $10"],
  ["$\\$5$ or $$x^2$$ for \\{a, b\\}", "$5 or x^2 for {a, b}"],
  ["Fig.~1 of A\\,\\&\\,B, $a \\sim b$", "Fig. 1 of A & B, a ~ b"],
  ["50\\% of {BERT} \\\\ x", "50% of BERT x"],
  ["", ""],
])("%j", (text, expected) => expect(plainTex(text)).toBe(expected));
