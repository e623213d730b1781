import type { VerdictState } from "./paper.ts";

/** A stroke for each verdict in a square of 16 by 16, so that colour does not carry it alone. */
export const verdictShapes: Record<VerdictState, string> = {
  reproduced: "M3 8.5 6.5 12 13 4.5",
  contradicted: "M4 4l8 8M12 4l-8 8",
  inconclusive: "M2.5 9c1.5-3 3.5-3 5.5-1s4 2 5.5-1",
  untested: "M4 8h.01M8 8h.01M12 8h.01",
};
