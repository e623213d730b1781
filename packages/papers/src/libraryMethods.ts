import type { Card } from "./card.ts";

/** One export of the library that papers bring, as its source declares it. */
export interface LibraryMethod {
  name: string;
  module: string;
  /** The line that imports it. */
  import: string;
  /** First sentence of its documentation. */
  summary: string;
  documentation: string;
  /** Its declaration without the body, after those of its options. */
  signature: string;
  papers: { slug: string; title: string }[];
}

/**
 * The methods that the cards name, with their signatures.
 * @param sourcesOf texts of the files of a module of the library, tests left out
 * @throws Error if a card names a method that its module does not export
 */
export async function libraryMethods(
  cards: readonly Card[],
  sourcesOf: (module: string) => Promise<string[]>,
): Promise<LibraryMethod[]> {
  const named = cards.flatMap((card) => card.methods.map((path) => ({ path, card })));
  const found = [...Map.groupBy(named, ({ path }) => path)].map(async ([path, uses]) => {
    const [module, name] = path.split("/") as [string, string];
    const papers = uses.map(({ card: { slug, title } }) => ({ slug, title }));
    const facts = describeMethod(name, await sourcesOf(module));
    const line = `import { ${name} } from "@offprint/methods/${module}";`;
    return { name, module, import: line, ...facts, papers };
  });
  const methods = await Promise.all(found);
  return methods.sort((a, b) => (`${a.module}/${a.name}` < `${b.module}/${b.name}` ? -1 : 1));
}

function describeMethod(name: string, sources: string[]) {
  const source = sources.find((text) => declarationOf(name, text));
  if (!source) throw new Error(`the library does not export ${name}`);
  const { documentation, declaration } = declarationOf(name, source)!;
  const options = optionsOf(declaration, sources);
  const summary = documentation.split(/(?<=\.)\s|\n\s*\n|\n@/)[0]!.replace(/\s+/g, " ");
  return { summary, documentation, signature: [...options, declaration].join("\n\n") };
}

/** Declarations of the option types that a text names, and of those that they extend, which come first. */
function optionsOf(text: string, sources: string[]): string[] {
  const types = new Set(text.match(/\b[A-Z]\w*Options\b/g));
  const found = [...types].flatMap((type) => {
    const own = sources.map((source) => interfaceOf(type, source)).find((declared) => declared !== null);
    if (!own) return [];
    const parents = /extends ([^{]*)\{/.exec(own)?.[1] ?? "";
    return [...optionsOf(parents, sources), own];
  });
  return [...new Set(found)];
}

/** Sources are formatted: a declaration begins at the start of a line, and its body after " {" or " =>" at an end. */
function declarationOf(name: string, source: string) {
  const start = new RegExp(`^export (?:async )?(?:function\\*? ${name}\\b|const ${name}\\b)`, "m").exec(
    source,
  );
  if (!start) return null;
  const lines = source.slice(start.index).split("\n");
  const isFunction = !start[0].includes("const");
  const last = lines.findIndex(
    (line, i) => (isFunction ? / \{$/ : /(?: =|=> .*|;| \{)$/).test(line) && isClosed(lines, i),
  );
  const declaration = lines.slice(0, last + 1).join("\n");
  return { declaration: bodiless(declaration), documentation: documentationBefore(source, start.index) };
}

/** True if all parentheses of the lines up to this one are closed: no brace of a parameter ends a signature. */
function isClosed(lines: string[], last: number): boolean {
  const text = lines.slice(0, last + 1).join("\n");
  const count = (sign: string) => text.split(sign).length;
  return count("(") === count(")");
}

function bodiless(declaration: string): string {
  return declaration.replace(/ (?:\{|=)$/, "").replace(/^export /, "");
}

function documentationBefore(source: string, index: number): string {
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/.exec(source.slice(0, index));
  return (comment?.[1] ?? "").replace(/^[ \t]*\* ?/gm, "").trim();
}

function interfaceOf(name: string, source: string): string | null {
  const match = new RegExp(
    `^export (interface ${name}\\b[\\s\\S]*?\\n\\}|type ${name}\\b[\\s\\S]*?;)$`,
    "m",
  ).exec(source);
  return match?.[1] ?? null;
}
