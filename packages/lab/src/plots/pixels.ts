import { element, round } from "./svg.ts";

const levels = 24;

/**
 * A grid of cells as ink of varying strength. Cells of one strength share a path, so that a heat map of
 * thousands of cells is a few dozen elements; opacity instead of colour lets it stand on light and dark paper.
 * @param strength value of a cell in [0, 1]; 0 is left out
 */
export function inkCells(
  rows: number,
  columns: number,
  strength: (row: number, column: number) => number,
  box: { x: number; y: number; cellWidth: number; cellHeight: number },
  fill: string,
): string {
  const paths = Array.from({ length: levels + 1 }, () => "");
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const level = Math.round(Math.min(1, Math.max(0, strength(row, column))) * levels);
      if (!(level > 0)) continue;
      const x = round(box.x + column * box.cellWidth);
      const y = round(box.y + row * box.cellHeight);
      paths[level] += `M${x} ${y}h${round(box.cellWidth)}v${round(box.cellHeight)}h${-round(box.cellWidth)}z`;
    }
  }
  return paths
    .map((d, level) =>
      d ? element("path", { d, fill, "fill-opacity": level / levels, "shape-rendering": "crispEdges" }) : "",
    )
    .join("");
}
