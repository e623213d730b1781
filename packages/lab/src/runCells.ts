import type { Cell, CellResult } from "./cell.ts";
import type { Frame } from "./frame.ts";
import type { Runner } from "./runner.ts";

/** Keeps finished cells, so that a verification that was stopped goes on where it was. */
export interface CellStore {
  get(cell: Cell): Promise<CellResult | undefined>;
  put(result: CellResult): Promise<void>;
}

/** How far a set of cells is. */
export interface CellsProgress {
  total: number;
  /** Cells with a result, those from the store included. */
  finished: number;
  /** Cells whose result was in the store. */
  stored: number;
  failed: number;
  /** Cells that are over, plus the finished parts of running ones. */
  done: number;
}

export interface CellFailure {
  cell: Cell;
  error: Error;
}

/** Some cells did not come to an end. Every other cell has run and is in the store. */
export class FailedCellsError extends Error {
  override readonly name = "FailedCellsError";
  readonly failures: CellFailure[];

  constructor(failures: CellFailure[]) {
    const { cell, error } = failures[0]!;
    const others = failures.length > 1 ? ` (and ${failures.length - 1} more failed)` : "";
    super(`${cell.slug}: ${cell.treatment} at seed ${cell.seed} failed: ${error.message}${others}`);
    this.failures = failures;
  }
}

export interface RunCellsOptions {
  runner: Runner;
  store?: CellStore;
  /** How many cells are given to the runner at a time. */
  jobs: number;
  /** Cells that are run one after another when all others are over. */
  alone?: (cell: Cell) => boolean;
  signal?: AbortSignal;
  onProgress?: (progress: CellsProgress) => void;
}

/**
 * Runs cells side by side, except those that the store has.
 * @returns the results in the order of the cells
 * @throws FailedCellsError after all others have run; the signal's reason once what was running has ended
 */
export async function runCells(cells: Cell[], options: RunCellsOptions): Promise<CellResult[]> {
  const { runner, store, jobs, alone = () => false, signal, onProgress } = options;
  const results = await Promise.all(cells.map((cell) => store?.get(cell)));
  const failures: CellFailure[] = [];
  /** The finished part of each running cell. */
  const running = new Map<number, number>();
  const stored = results.filter(Boolean).length;

  const report = () => {
    const finished = results.filter(Boolean).length;
    const failed = failures.length;
    const parts = [...running.values()].reduce((sum, part) => sum + part, 0);
    onProgress?.({ total: cells.length, finished, stored, failed, done: finished + failed + parts });
  };

  const runCell = async (index: number) => {
    const cell = cells[index]!;
    const onFrame = (frame: Frame) => {
      if (frame.kind !== "progress" || frame.total <= 0) return;
      running.set(index, frame.done / frame.total);
      report();
    };
    running.set(index, 0);
    try {
      const result = { cell, ...(await runner.run(cell, { ...(signal && { signal }), onFrame })) };
      results[index] = result;
      await store?.put(result);
    } catch (error) {
      if (!signal?.aborted) failures.push({ cell, error: asError(error) });
    }
    running.delete(index);
    report();
  };

  const runAll = async (indices: number[], lanes: number) => {
    const waiting = indices.values();
    const lane = async () => {
      for (const index of waiting) {
        if (signal?.aborted) return;
        await runCell(index);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  };

  report();
  const missing = [...cells.keys()].filter((index) => !results[index]);
  await runAll(
    missing.filter((index) => !alone(cells[index]!)),
    jobs,
  );
  await runAll(
    missing.filter((index) => alone(cells[index]!)),
    1,
  );
  signal?.throwIfAborted();
  if (failures.length > 0) throw new FailedCellsError(failures);
  return results as CellResult[];
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
