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

/** What an image says of a paper; all texts are plain. */
export interface PaperImage {
  /** "Optimisation", "cs.LG, stat.ML" */
  eyebrow: string;
  title: string;
  authors: Authors;
  /** "March 2018 · arXiv 1803.00001" */
  source: string;
  /** The beginning of its summary, for papers without a picture. */
  summary: string;
  /** Set for papers that run here. */
  verdicts: VerdictCounts | null;
  picture: { svg: string; title: string } | null;
}

/** A picture is drawn smaller and then enlarged, so that its letters can be read when the image is small. */
const enlarged = 1.45;

/** Size of a paper's picture as it is drawn. */
export const pictureSize = { width: 312, height: 218 };

const bodyWidth = imageSize.width - 2 * margin;
const gap = 44;
const pictureWidth = pictureSize.width * enlarged + 42;

/** Pixels for everything between the head and the foot. */
const bodyHeight = 390;

export function drawPaper(paper: PaperImage): Node {
  const { picture } = paper;
  return sheet(
    paper.eyebrow,
    row(
      { flexGrow: 1, flexBasis: 0, minHeight: 0, padding: `34px ${margin}px 0`, gap },
      ...(picture
        ? [besidePicture(paper, bodyWidth - gap - pictureWidth), drawPicture(picture)]
        : [withSummary(paper)]),
    ),
    foot(paper),
  );
}

const titleSizes = [64, 58, 52, 46, 42, 38, 34];
const authorSize = 27;
const authorLine = authorSize * 1.3;

function besidePicture({ title, authors }: PaperImage, width: number): Node {
  return column(
    { width, gap: 20 },
    heading(title, fitText(title, { width, height: bodyHeight - 2 * authorLine - 20 }, titleSizes)),
    authorLines(shortenNames(authors, 66)),
  );
}

function withSummary({ title, authors, summary }: PaperImage): Node {
  const fitted = fitText(title, { width: bodyWidth, height: 205 }, titleSizes);
  const names = shortenNames(authors, 140);
  const [size, lineHeight] = [28, 1.36];
  const left = bodyHeight - fitted.height - (names.length > 72 ? 2 : 1) * authorLine - 42;
  const most = Math.min(5, Math.floor(left / (size * lineHeight)));
  const style = { fontFamily: faces.serif, fontSize: size, lineHeight, marginTop: 2 };
  return column(
    { width: bodyWidth, gap: 20 },
    heading(title, fitted),
    authorLines(names),
    ...(summary && most > 0 ? [lines(summary, most, style)] : []),
  );
}

const authorLines = (names: string) =>
  lines(names, 2, { fontSize: authorSize, color: colour("ink-soft"), flexShrink: 0 });

function drawPicture({ svg, title }: NonNullable<PaperImage["picture"]>): Node {
  const [width, height] = [pictureSize.width * enlarged, pictureSize.height * enlarged];
  return column(
    {
      alignSelf: "flex-start",
      flexShrink: 0,
      padding: "14px 20px 18px",
      gap: 8,
      backgroundColor: colour("sheet"),
      border: `1px solid ${colour("rule")}`,
      borderRadius: 4,
    },
    line(title, { fontSize: 20, fontWeight: 500, color: colour("ink-soft"), maxWidth: width }),
    drawing(withColours(svg), width, height),
  );
}

function foot({ verdicts: counts, source }: PaperImage): Node {
  const origin = text(source, {
    fontFamily: faces.mono,
    fontSize: 23,
    color: colour("ink-soft"),
    flexShrink: 0,
  });
  return row(
    {
      justifyContent: "space-between",
      alignItems: "center",
      padding: `0 ${margin}px 38px`,
      height: 98,
      flexShrink: 0,
    },
    ...(counts ? [verdicts(counts)] : []),
    origin,
  );
}
