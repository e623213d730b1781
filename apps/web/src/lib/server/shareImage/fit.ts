/** Width of an average letter of the serif face in its own size; measured on titles, and rather too wide. */
const letterWidth = 0.52;
const lineHeight = 1.14;

export interface FittedText {
  size: number;
  lineHeight: number;
  /** Lines after which the text ends in an ellipsis. */
  lines: number;
  /** Height of the lines that it takes, about. */
  height: number;
}

/** The largest of some sizes in which a text fits into a box, or the smallest, cut off. */
export function fitText(
  text: string,
  box: { width: number; height: number },
  sizes: readonly number[],
): FittedText {
  const linesIn = (size: number) => Math.max(1, Math.floor(box.height / (size * lineHeight)));
  const size = sizes.find((each) => countLines(text, box.width / (each * letterWidth)) <= linesIn(each));
  const fitted = size ?? sizes.at(-1)!;
  const lines = linesIn(fitted);
  const taken = Math.min(lines, countLines(text, box.width / (fitted * letterWidth)));
  return { size: fitted, lineHeight, lines, height: taken * fitted * lineHeight };
}

/** Lines that a text takes, broken between words. */
function countLines(text: string, letters: number): number {
  let [lines, used] = [1, 0];
  for (const word of text.split(" ")) {
    if (word.length > letters) return Infinity;
    if (used > 0 && used + 1 + word.length > letters) [lines, used] = [lines + 1, 0];
    used += (used > 0 ? 1 : 0) + word.length;
  }
  return lines;
}
