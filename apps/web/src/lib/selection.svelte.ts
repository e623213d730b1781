/** Papers of one file of citations at most. */
export const mostSelected = 100;

const stored = "selection";
let ids = $state<readonly string[]>([]);
let isReady = $state(false);

/** The papers that a reader picked, over all lists: kept as long as the tab is open. Without scripts a form knows them. */
export const selection = {
  /** As addresses of exports name them, in the order in which they were picked. */
  get ids(): readonly string[] {
    return ids;
  },
  /** False on the server and until the selection of the session is read. */
  get isReady(): boolean {
    return isReady;
  },
  get isFull(): boolean {
    return ids.length >= mostSelected;
  },
  has: (id: string): boolean => ids.includes(id),
  /** Takes up what was picked on other pages. */
  restore(): void {
    if (isReady) return;
    ids = readStored();
    isReady = true;
  },
  toggle(id: string): void {
    keep(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id].slice(0, mostSelected));
  },
  clear: (): void => keep([]),
};

function readStored(): string[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(stored) ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string").slice(0, mostSelected) : [];
  } catch {
    // A browser can forbid the store, or somebody wrote into it.
    return [];
  }
}

function keep(selected: readonly string[]): void {
  ids = selected;
  try {
    sessionStorage.setItem(stored, JSON.stringify(selected));
  } catch {
    // Then it lasts until the page is left.
  }
}
