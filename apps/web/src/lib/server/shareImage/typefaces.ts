import type { Renderer } from "@takumi-rs/core";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

type Range = [first: number, last: number];

const require = createRequire(import.meta.url);
const folderOf = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** The site's typefaces. Each comes in parts, and its style sheet says which characters are in which. */
const families = [
  // First, since letters within drawings come from the first family that has them.
  { name: "Inter", package: "@fontsource-variable/inter", sheet: "wght.css" },
  { name: "Source Serif 4", package: "@fontsource-variable/source-serif-4", sheet: "wght.css" },
  { name: "IBM Plex Mono", package: "@fontsource/ibm-plex-mono", sheet: "400.css" },
];

/** Signs that titles have and the faces above lack; formulas on the site are set in the same face. */
const signs =
  "ℏℑℓ℘ℜℵ←↑→↓↔↕↖↗↘↙↦↩↪⇐⇑⇒⇓⇔⇕∀∂∃∅∇∈∋−∓∕∖∗∘∙√∝∞∠∣∥∧∨∩∪∫∼≀≃≅≈≍≐≡≤≥≪≫≺≻⊂⊃⊆⊇⊎⊑⊒⊓⊔⊕⊖⊗⊘⊙⊢⊣⊤⊥⊨⋄⋅⋆⋈⋮⋯⋱⌈⌉⌊⌋△▹▽◃◯♠♡♢♣♭♮♯⟨⟩⟵⟶⟷⟸⟹⟺";

/** Names of the faces that a text is set in, the later where the earlier lack a character. */
export const faces = {
  serif: "'Source Serif 4', KaTeX_Main, Inter",
  sans: "Inter, KaTeX_Main, 'Source Serif 4'",
  mono: "'IBM Plex Mono', Inter, KaTeX_Main",
};

interface Part {
  name: string;
  file: string;
  ranges: Range[];
}

async function listParts(): Promise<Part[]> {
  const parts = await Promise.all(
    families.map(async ({ name, package: from, sheet }) => {
      const folder = folderOf(from);
      const css = await readFile(join(folder, sheet), "utf8");
      return readParts(css).map(({ file, ranges }) => ({ name, file: join(folder, file), ranges }));
    }),
  );
  const file = join(folderOf("katex"), "dist/fonts/KaTeX_Main-Regular.woff2");
  const ranges = [...signs].map((sign): Range => [sign.codePointAt(0)!, sign.codePointAt(0)!]);
  return [...parts.flat(), { name: "KaTeX_Main", file, ranges }];
}

/** The files that a style sheet names, each with the characters it is for. */
export function readParts(css: string): Omit<Part, "name">[] {
  const rules = css.matchAll(/url\(([^)]+\.woff2)\)[^}]*?unicode-range:\s*([^;}]+)/g);
  return [...rules].map(([, file, ranges]) => ({ file: file!, ranges: ranges!.split(",").map(readRange) }));
}

/** "U+0000-00FF" or "U+0131" */
function readRange(text: string): Range {
  const [first, last = first] = text.trim().slice(2).split("-");
  return [Number.parseInt(first!, 16), Number.parseInt(last!, 16)];
}

const parts = listParts();

/** Gives the typefaces to a renderer. */
export async function registerTypefaces(renderer: Renderer): Promise<void> {
  for (const { name, file, ranges } of await parts) {
    await renderer.registerFont({ name, data: await readFile(file), unicodeRange: ranges });
  }
}

/**
 * Makes a function that says whether the typefaces have a character.
 * @returns true for blanks too
 */
export async function coverage(): Promise<(character: string) => boolean> {
  const ranges = (await parts).flatMap((part) => part.ranges);
  return (character) => {
    const code = character.codePointAt(0)!;
    return ranges.some(([first, last]) => code >= first && code <= last);
  };
}
