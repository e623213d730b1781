import type { AuthorRecord } from "../../catalogue/paperRecord.ts";
import { cleanText } from "../cleanText.ts";

/** What people write into comment or abstract when they take a paper back. */
const withdrawal =
  /\b(?:this (?:paper|article|submission|manuscript|work|preprint|document)|paper|article|submission) (?:has been|is|was|is being) (?:now |temporarily )?withdrawn\b|^\s*(?:the )?(?:(?:paper|article|submission|manuscript) )?withdrawn\b|\bauthors? (?:has|have) withdrawn (?:this|the) (?:paper|article|submission|manuscript|work|preprint)\b/i;

/** The words by which the authors or arXiv withdraw a paper, or null. */
export function findWithdrawal(comment: string, abstract: string): string | null {
  if (withdrawal.test(comment)) return comment;
  // An abstract about withdrawn papers is not one of a withdrawn paper: there it stands at the beginning.
  return withdrawal.test(abstract.slice(0, 120)) ? abstract.slice(0, 300) : null;
}

const suffix = /^(?:Jr|Sr|II|III|IV)\.?$/i;

/** Splits "Ada Example (Institute), José Prueba, Jr" into names; affiliations in parentheses are left out. */
export function splitAuthors(text: string): AuthorRecord[] {
  const names: string[] = [];
  for (const part of withoutParentheses(text).split(/,|\band\b(?= \p{Lu})/u)) {
    const name = cleanText(part);
    if (suffix.test(name) && names.length > 0) names.push(`${names.pop()!} ${name}`);
    else if (name !== "") names.push(name);
  }
  return names.map((name) => ({ name }));
}

function withoutParentheses(text: string): string {
  let depth = 0;
  let kept = "";
  for (const letter of text) {
    if (letter === "(") depth++;
    else if (letter === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += letter;
  }
  return kept;
}

/** Keeps what has the form of an arXiv category: not the ACM and MSC classes that stand beside them. */
export function keepCategories(terms: string[]): string[] {
  const known = terms
    .map((term) => term.trim())
    .filter((term) => /^[a-z]+(-[a-z]+)?(\.[A-Za-z]{2}|\.[a-z-]{3,})?$/.test(term));
  return [...new Set(known)];
}
