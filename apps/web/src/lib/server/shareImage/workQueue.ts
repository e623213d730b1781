/** More work waits than can be done soon. */
export class BusyError extends Error {
  override message = "Too much of this is asked for at once; ask again in some seconds.";
}

export interface WorkQueueOptions {
  /** Pieces of work that may be done at once. */
  atOnce: number;
  /** Pieces that may wait. */
  waiting: number;
}

/**
 * Does costly work a few pieces at a time, in the order in which it was asked for.
 * @returns a function that takes work, and rejects with BusyError where too much waits already
 */
export function workQueue({ atOnce, waiting }: WorkQueueOptions) {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running < atOnce) running++;
    else if (queue.length >= waiting) throw new BusyError();
    else await new Promise<void>((start) => queue.push(start));
    try {
      return await work();
    } finally {
      // Whoever is next takes this place over.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
