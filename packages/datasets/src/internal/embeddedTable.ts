import { parseCsv } from "./parseCsv.ts";
import type { NumberTable } from "./parseCsv.ts";

/** A module of `src/tables`. */
export interface TableModule {
  gzipBase64: string;
}

/** A reader of one embedded table that loads, decodes and parses it once; a failure is not remembered. */
export function embeddedTable(file: string, load: () => Promise<TableModule>): () => Promise<NumberTable> {
  let table: Promise<NumberTable> | undefined;

  async function read(): Promise<NumberTable> {
    const { gzipBase64 } = await load();
    return parseCsv(await gunzipText(decodeBase64(gzipBase64)), file);
  }

  return () => {
    table ??= read().catch((error: unknown) => {
      table = undefined;
      throw error;
    });
    return table;
  };
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function gunzipText(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
