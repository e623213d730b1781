import { groupCategories, listCategories } from "@offprint/daily";
import { keptList } from "#lib/server/listOptions.ts";
import { withDatabase } from "#lib/server/service.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ url }) =>
  keptList(url, () => withDatabase(async (db) => ({ groups: groupCategories(await listCategories(db)) })));
