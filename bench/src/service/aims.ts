import type { Engine } from "./keptDatabases.ts";
import type { ServiceFigures } from "./measureService.ts";

/** What the service wants to reach with 100,000 papers. */
export interface Aim {
  what: string;
  /** Milliseconds at most, or answers a second at least. */
  limit: { atMost: number } | { atLeast: number };
  /** Null where this machine does not tell. */
  measured: number | null;
}

const searchLimits: Record<Engine, number> = { pglite: 150, postgresql: 50 };

export function aimsOf(engine: Engine, figures: ServiceFigures): Aim[] {
  return [
    { what: "search, p95", limit: { atMost: searchLimits[engine] }, measured: figures.search.p95 },
    { what: "daily page, p95", limit: { atMost: 20 }, measured: figures.dailyPage.p95 },
    ...figures.rates.map(({ path, perCoreSecond }) => ({
      what: `${path}, answers a core second`,
      limit: { atLeast: 500 },
      measured: perCoreSecond,
    })),
  ];
}

export function isReached({ limit, measured }: Aim): boolean | null {
  if (measured === null) return null;
  return "atMost" in limit ? measured <= limit.atMost : measured >= limit.atLeast;
}
