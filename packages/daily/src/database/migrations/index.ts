import { catalogue } from "./0001_catalogue.ts";
import { search } from "./0002_search.ts";
import { limits } from "./0003_limits.ts";

/** One step from an older database to the present one. Never edited once released: add the next instead. */
export interface Migration {
  /** Number and name, in order: "0001_catalogue". */
  id: string;
  /** One or more statements, run in one transaction. */
  script: string;
}

/** All steps, oldest first. (Modules and not files, so that a bundled server finds them.) */
export const migrations: Migration[] = [
  { id: "0001_catalogue", script: catalogue },
  { id: "0002_search", script: search },
  { id: "0003_limits", script: limits },
];
