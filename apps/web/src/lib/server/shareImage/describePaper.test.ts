import { describe, expect, test } from "vitest";
import { samplePaper } from "../../../../../../packages/daily/test/samplePaper.ts";
import { describeOwnPaper, describePaper } from "./describePaper.ts";
import { loadPaper } from "../papers.ts";

describe("describePaper", () => {
  test("a paper of the catalogue", async () => {
    expect(await describePaper(samplePaper)).toEqual({
      eyebrow: "cs.LG · stat.ML",
      title: "A Margin That Moves: Adaptive Margins for Pairwise Losses",
      authors: { names: ["Ada Example", "José Prueba Jr"], total: 2 },
      source: "3 January 2026 · arXiv:2601.01230",
      summary:
        "We let the margin of a pairwise loss follow the batch statistics. On k=3 toy sets it halves the violation rate.",
      verdicts: null,
      picture: null,
    });
  });

  test.each([
    ["$\\ell_1$ and $O(\\log^2 n)$ steps", "ℓ1 and O(log² n) steps"],
    ["$\\operatorname{prox}$ of $m_t$, $x^{10}$", "prox of m_t, x^10"],
    ["Bounds of $O(\\sqrt{n})$ & \\emph{More} for $5 or $10", "Bounds of O(√n) & More for $5 or $10"],
    ["注意力机制", "arXiv:2601.01230"],
  ])("the title %s", async (title, expected) => {
    expect((await describePaper({ ...samplePaper, title })).title).toBe(expected);
  });

  test("authors whose names cannot be drawn are counted", async () => {
    const [author] = samplePaper.authors;
    const authors = ["王小明", "Ada Example"].map((name) => ({ ...author!, name }));
    const made = await describePaper({ ...samplePaper, authors });
    expect(made.authors).toEqual({ names: ["Ada Example"], total: 2 });
  });

  test("a withdrawn paper says so", async () => {
    const withdrawn = {
      ...samplePaper,
      withdrawn: { reason: null } as unknown as typeof samplePaper.withdrawn,
    };
    expect((await describePaper(withdrawn)).eyebrow).toBe("Withdrawn · cs.LG · stat.ML");
  });

  test("a paper that runs here has its picture and verdicts", async () => {
    const made = await describeOwnPaper((await loadPaper("rankme"))!);
    expect(made.picture?.svg).toContain("<svg");
    expect(Object.values(made.verdicts!).reduce((sum, count) => sum + count)).toBeGreaterThan(0);
    expect(made.source).toBe("October 2022 · arXiv:2210.02885");
  });
});
