interface Kept<Result> {
  result: Promise<Result>;
  until: number;
}

/**
 * Makes a store that does the same work once for all who ask for it within some seconds. Work that fails is not kept.
 * @param seconds how long a result is good
 * @param most results kept at most; the oldest go first
 */
export function keepFor<Result>(seconds: number, most: number, now: () => number = Date.now) {
  const store = new Map<string, Kept<Result>>();
  return (key: string, work: () => Promise<Result>): Promise<Result> => {
    const known = store.get(key);
    if (known && known.until > now()) return known.result;
    store.delete(key);
    const kept = { result: work(), until: now() + 1000 * seconds };
    store.set(key, kept);
    kept.result.catch(() => {
      if (store.get(key) === kept) store.delete(key);
    });
    if (store.size > most) store.delete(store.keys().next().value!);
    return kept.result;
  };
}
