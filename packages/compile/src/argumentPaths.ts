/**
 * Names of a function's parameters; a destructured one is called by its place, `argument1`, …
 * @param count how many arguments there are
 */
export function parameterNames(fn: (...args: never[]) => unknown, count: number): string[] {
  const [, list = ""] = /^(?:async\s+)?(?:function\b[^(]*)?\(?([^]*)$/.exec(fn.toString()) ?? [];
  const names = splitParameters(list);
  return Array.from({ length: count }, (_, i) => {
    const name = names[i]?.trim() ?? "";
    return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : `argument${i + 1}`;
  });
}

/** Splits at the commas outside of all brackets, up to where the list ends; leaves out defaults. */
function splitParameters(text: string): string[] {
  const names = [""];
  let depth = 0;
  let inDefault = false;
  for (const char of text) {
    if (depth === 0 && char === ")") break;
    if ("([{".includes(char)) depth++;
    if (")]}".includes(char)) depth--;
    if (depth === 0 && char === ",") {
      names.push("");
      inDefault = false;
    } else if (depth === 0 && char === "=") {
      inDefault = true;
    } else if (!inDefault) {
      names[names.length - 1] += char;
    }
  }
  return names;
}

/** The path of every leaf of a tree, in the order of the leaves: `state.layers[0].weights`. */
export function leafPaths(tree: unknown, root: string): string[] {
  if (Array.isArray(tree)) return tree.flatMap((child, i) => leafPaths(child, `${root}[${i}]`));
  if (typeof tree === "object" && tree !== null && tree.constructor === Object) {
    return Object.entries(tree).flatMap(([key, child]) => leafPaths(child, pathOfKey(root, key)));
  }
  return [root];
}

function pathOfKey(root: string, key: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key)
    ? `${root}.${key}`
    : `${root}[${JSON.stringify(key)}]`;
}
