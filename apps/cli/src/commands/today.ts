import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";
import { printPapers } from "../printPapers.ts";

export interface TodayOptions {
  date?: string;
  limit: number;
  json?: boolean;
}

const states = {
  complete: "complete",
  "coming in": "still coming in",
  partial: "not known to be whole",
  empty: "no papers",
};

/** Prints a day's papers. */
export function todayCommand(context: Context, { date, limit, json }: TodayOptions): Promise<number> {
  const { terminal } = context;
  return withCatalogue(context, async ({ api }) => {
    const { getDays } = await import("@offprint/daily");
    const rest = { week: undefined, month: undefined, channel: undefined, has: undefined, cursor: undefined };
    const page = await getDays.read(api, { ...rest, date, limit }, "");
    if (json) {
      terminal.out(JSON.stringify(page, null, 2));
      return exitCodes.fine;
    }
    terminal.out(terminal.style.bold(`${page.from} (${states[page.status!.state]})`));
    printPapers(terminal, page.items);
    if (page.status!.papers > page.items.length) terminal.err(`${page.status!.papers} papers in all`);
    return exitCodes.fine;
  });
}
