/** Control characters, and marks that turn the reading direction around. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const invisible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Text from outside on one line: no control characters, single blanks, valid Unicode. It is text, never HTML. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(invisible, "").replace(/\s+/g, " ").trim();
}

/** The same, or null where nothing is left. */
export function cleanTextOrNull(text: string | null | undefined): string | null {
  return cleanText(text ?? "") || null;
}
