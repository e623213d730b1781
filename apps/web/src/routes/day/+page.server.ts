import { redirect } from "@sveltejs/kit";
import { readDay } from "@offprint/daily";
import { withDatabase } from "#lib/server/service.ts";
import type { PageServerLoad } from "./$types";

/** Where the date picker leads without JavaScript: "/day?date=2026-01-05". */
export const load: PageServerLoad = ({ url }) =>
  withDatabase(async () => {
    const date = url.searchParams.get("date");
    redirect(303, date ? `/day/${readDay(date, "date")}` : "/");
  });
