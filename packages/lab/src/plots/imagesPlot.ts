import type { GreyImage } from "../frame.ts";
import type { Box } from "./cartesian.ts";
import { grid, ink, muted } from "./palette.ts";
import { inkCells } from "./pixels.ts";
import { element, text } from "./svg.ts";

/** A grid of images, as large as the box allows. */
export function drawImages(images: GreyImage[], box: Box): string {
  if (images.length === 0) return "";
  const caption = images.some((image) => image.label) ? 14 : 0;
  const columns = bestColumns(images.length, box, caption);
  const side = Math.min(box.width / columns, box.height / Math.ceil(images.length / columns) - caption) - 6;
  return images
    .map((image, i) => {
      const x = box.x + (i % columns) * (side + 6);
      const y = box.y + Math.floor(i / columns) * (side + 6 + caption);
      const cells = { x, y, cellWidth: side / image.width, cellHeight: side / image.height };
      const at = (row: number, column: number) => image.pixels[row * image.width + column] ?? 0;
      const frame = element("rect", { x, y, width: side, height: side, fill: "none", stroke: grid });
      const label = image.label ? text(x, y + side + 11, image.label, { "font-size": 10, fill: muted }) : "";
      return inkCells(image.height, image.width, at, cells, ink) + frame + label;
    })
    .join("");
}

function bestColumns(count: number, box: Box, caption: number): number {
  const side = (columns: number) =>
    Math.min(box.width / columns, box.height / Math.ceil(count / columns) - caption);
  let best = 1;
  for (let columns = 2; columns <= count; columns++) if (side(columns) > side(best)) best = columns;
  return best;
}
