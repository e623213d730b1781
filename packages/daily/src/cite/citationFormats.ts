import { bibtex } from "./bibtex.ts";
import type { CitedPaper } from "./citation.ts";
import { cslJson } from "./cslJson.ts";
import { ris } from "./ris.ts";

/** How a file of citations is written, named and served. */
export interface CitationFormat {
  label: string;
  type: string;
  extension: string;
  write(papers: readonly CitedPaper[]): string;
}

export const citationFormats = {
  bibtex: { label: "BibTeX", type: "application/x-bibtex; charset=utf-8", extension: "bib", write: bibtex },
  "csl-json": {
    label: "CSL-JSON",
    type: "application/vnd.citationstyles.csl+json; charset=utf-8",
    extension: "json",
    write: cslJson,
  },
  ris: {
    label: "RIS",
    type: "application/x-research-info-systems; charset=utf-8",
    extension: "ris",
    write: ris,
  },
} as const satisfies Record<string, CitationFormat>;

export type CitationFormatName = keyof typeof citationFormats;
