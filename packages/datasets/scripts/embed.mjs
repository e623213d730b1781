// Writes src/tables/*.ts from data/: each table as base64 of its gzip bytes, so that the same module works in
// Node, in a server bundle and in a browser's worker, and a page fetches only the tables it uses.
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const tables = {
  digits: "digits.csv.gz",
  iris: "iris.csv",
  wine: "wine.csv",
  breastCancer: "breast_cancer.csv",
  diabetes: "diabetes.csv",
};

for (const [module, file] of Object.entries(tables)) {
  const bytes = readFileSync(new URL(`../data/${file}`, import.meta.url));
  const compressed = file.endsWith(".gz") ? bytes : gzipSync(bytes, { level: 9 });
  const text = [
    `// Made from data/${file} by scripts/embed.mjs.`,
    `export const gzipBase64 =`,
    `  "${compressed.toString("base64")}";`,
    "",
  ].join("\n");
  writeFileSync(new URL(`../src/tables/${module}.ts`, import.meta.url), text);
}
