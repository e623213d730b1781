import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DataFolderLockedError } from "../errors.ts";

/** Folders that this process holds: the system's locks do not keep a process from itself. */
const held = new Set<string>();

/**
 * Takes the data folder for this process, making it if it is not there.
 *
 * The lock is an exclusive transaction on an empty SQLite file: a lock of the operating system, which ends with
 * the process however it ends. A file with a process id would outlive a kill and could name a stranger later.
 * @returns a function that gives the folder back
 * @throws DataFolderLockedError
 */
export function lockDataFolder(dataFolder: string): () => void {
  const folder = resolve(dataFolder);
  mkdirSync(folder, { recursive: true });
  const holderFile = join(folder, "offprint.pid");
  if (held.has(folder)) throw new DataFolderLockedError(folder, process.pid);
  const lock = new DatabaseSync(join(folder, "offprint.lock"), { timeout: 0 });
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new DataFolderLockedError(folder, readHolder(holderFile));
    throw error;
  }
  held.add(folder);
  writeFileSync(holderFile, String(process.pid));
  return () => {
    if (!held.delete(folder)) return;
    lock.close();
  };
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}

function readHolder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
