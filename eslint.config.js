import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

/** What each part of the house may import from the others: directions go downwards only. */
const mayImport = {
  "packages/methods": [],
  "packages/compile": [],
  "packages/datasets": [],
  "packages/lab": ["compile", "methods"],
  "packages/papers": ["lab", "compile", "methods", "datasets"],
  "packages/daily": ["papers", "lab"],
  "apps/cli": ["daily", "papers", "lab"],
  "apps/web": ["daily", "papers", "lab"],
  bench: ["daily", "lab", "compile", "methods", "datasets"],
};
const parts = ["methods", "compile", "datasets", "lab", "papers", "daily", "cli", "web", "bench"];

function importDirections([folder, allowed]) {
  const self = folder.split("/").at(-1);
  const forbidden = parts.filter((part) => part !== self && !allowed.includes(part));
  const list = ["the engine", ...allowed.map((part) => `@offprint/${part}`)].join(", ");
  return {
    files: [`${folder}/**`],
    ignores: [`${folder}/test/**`, `${folder}/**/*.test.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: forbidden.flatMap((part) => [
                `@offprint/${part}`,
                `@offprint/${part}/**`,
                `**/packages/${part}/**`,
                `**/apps/${part}/**`,
                `**/../${part}/src/**`,
              ]),
              message: `${folder} may import ${list} only.`,
            },
          ],
        },
      ],
    },
  };
}

export default ts.config(
  { ignores: ["**/dist/", "**/build/", "**/.svelte-kit/", ".offprint/"] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-undef": "off",
      eqeqeq: "error",
    },
  },
  { files: ["**/*.svelte", "**/*.svelte.ts"], languageOptions: { parserOptions: { parser: ts.parser } } },
  ...Object.entries(mayImport).map(importDirections),
  prettier,
  svelte.configs.prettier,
);
