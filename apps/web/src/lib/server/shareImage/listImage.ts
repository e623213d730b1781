import type { Node } from "@takumi-rs/core";
import type { VerdictCounts } from "#lib/paper.ts";
import { colour, withColours } from "./colours.ts";
import { fitText } from "./fit.ts";
import {
  column,
  drawing,
  heading,
  imageSize,
  line,
  lines,
  margin,
  row,
  sheet,
  text,
  verdicts,
} from "./parts.ts";
import { type Authors, shortenNames } from "./shortenNames.ts";
import { faces } from "./typefaces.ts";

/** What an image says of a list of papers; all texts are plain. */
export interface ListImage {
  /** "Daily papers" */
  eyebrow: string;
  title: string;
  /** "62 papers" */
  count: string;
  /** The first of the list. */
  papers: ListedInImage[];
  /** Of all that the list holds, where it is about claims. */
  verdicts: VerdictCounts | null;
}

/** A paper in the image of a list. */
export interface ListedInImage {
  title: string;
  authors: Authors;
  /** Where the list is one of pictures. */
  picture?: string;
}

const bodyWidth = imageSize.width - 2 * margin;

export function drawList({ eyebrow, title, count, verdicts: counts, papers }: ListImage): Node {
  const fitted = fitText(title, { width: bodyWidth, height: 80 }, [68, 60, 52, 46, 40]);
  const hasPictures = papers.some(({ picture }) => picture);
  return sheet(
    eyebrow,
    column(
      { flexGrow: 1, padding: `32px ${margin}px 0`, gap: 14 },
      heading(title, fitted),
      row(
        { alignItems: "center", gap: 24, height: 48 },
        text(count, { fontSize: 28, fontWeight: 500, color: colour("ink-soft"), flexShrink: 0 }),
        ...(counts ? [verdicts(counts)] : []),
      ),
      hasPictures
        ? row({ marginTop: 14, gap: tileGap }, ...papers.map(drawTile))
        : column({ marginTop: 2 }, ...papers.map(drawPlace)),
    ),
  );
}

function drawPlace({ title, authors }: ListedInImage, index: number): Node {
  const rank = text(String(index + 1), {
    fontFamily: faces.serif,
    fontWeight: 600,
    fontSize: 42,
    color: colour("accent"),
    width: 36,
    flexShrink: 0,
    lineHeight: 1,
  });
  return row(
    { alignItems: "center", gap: 18, height: 102, borderTop: `1px solid ${colour("rule")}` },
    rank,
    column(
      { flexGrow: 1, flexBasis: 0, minWidth: 0, gap: 2 },
      line(title, { fontFamily: faces.serif, fontWeight: 600, fontSize: 33 }),
      line(shortenNames(authors, 80), { fontSize: 23, color: colour("ink-soft") }),
    ),
  );
}

const tileGap = 24;
const tileWidth = (bodyWidth - 2 * tileGap) / 3;

/** Size of a picture in a list of pictures, as it is drawn. */
export const tilePictureSize = { width: 240, height: 132 };

function drawTile({ title, picture }: ListedInImage): Node {
  const width = tileWidth - 34;
  const height = (width * tilePictureSize.height) / tilePictureSize.width;
  return column(
    {
      width: tileWidth,
      padding: "14px 16px 16px",
      gap: 10,
      backgroundColor: colour("sheet"),
      border: `1px solid ${colour("rule")}`,
      borderRadius: 4,
    },
    picture ? drawing(withColours(picture), width, height) : row({ height }),
    lines(title, 2, { fontFamily: faces.serif, fontWeight: 600, fontSize: 25, lineHeight: 1.2, height: 60 }),
  );
}
