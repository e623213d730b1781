/** The search part of an address: with its question mark, or nothing. */
export type SearchString = "" | `?${string}`;

/** What reads parameters: of an address, of the page. */
export interface Params {
  get(name: string): string | null;
}

/** Parameters as the search part of an address; empty ones are left out. */
export function writeSearch(values: Record<string, string>): SearchString {
  const given = Object.entries(values).filter(([, value]) => value !== "");
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}
