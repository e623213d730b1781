/**
 * Colours are variables of the page with a fallback, so that one picture serves light and dark pages and a
 * report that stands alone. Neighbours in the list differ in lightness as well as in hue.
 */
const fallback = [
  "#b5432a",
  "#2a5f9e",
  "#4d8a57",
  "#c1902b",
  "#7b5aa6",
  "#2f8f9d",
  "#a8487d",
  "#6b7280",
  "#8c6239",
  "#5b6fd0",
];

/** The i-th categorical colour; they repeat after ten. */
export function colour(index: number): string {
  const at = index % fallback.length;
  return `var(--plot-${at + 1}, ${fallback[at]})`;
}

export const ink = "currentColor";
export const muted = "var(--plot-muted, #767676)";
export const grid = "var(--plot-grid, #7676763d)";
export const paper = "var(--plot-paper, #fff)";

/** Line patterns for the series of one arm where the colour already names the arm. */
export const dashes = [undefined, "5 3", "1.5 3", "8 3 2 3"];
