const token =
  /(?<comment>\/\/.*|\/\*[\s\S]*?\*\/)|(?<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|(?<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)|(?<keyword>\b(?:as|async|await|const|else|export|for|from|function|if|import|in|let|new|of|return|type|while)\b)/g;

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escape = (text: string) => text.replace(/[&<>]/g, (char) => escapes[char]!);

/** TypeScript as HTML with comments, strings, numbers and keywords marked. Short examples only: it knows tokens, no grammar. */
export function highlightTypeScript(source: string): string {
  let html = "";
  let end = 0;
  for (const match of source.matchAll(token)) {
    const kind = Object.entries(match.groups!).find(([, text]) => text !== undefined)![0];
    html += escape(source.slice(end, match.index)) + `<span class="tok-${kind}">${escape(match[0])}</span>`;
    end = match.index + match[0].length;
  }
  return html + escape(source.slice(end));
}
