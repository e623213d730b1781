import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataFolderLockedError } from "../errors.ts";
import { lockDataFolder } from "./lockDataFolder.ts";

describe("lockDataFolder", () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "offprint-lock-")), "data");
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  test("makes the folder, and gives it back", () => {
    const unlock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(DataFolderLockedError);
    expect(() => lockDataFolder(join(folder, "."))).toThrow(DataFolderLockedError);
    unlock();
    unlock();
    lockDataFolder(folder)();
  });

  test("another process is kept out with a helpful word, until the holder is killed", async () => {
    const program = `
      const { lockDataFolder } = await import(${JSON.stringify(new URL("./lockDataFolder.ts", import.meta.url).href)});
      lockDataFolder(${JSON.stringify(folder)});
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "ignore" });
    try {
      const pidFile = join(folder, "offprint.pid");
      while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await sleep(20);
      expect(() => lockDataFolder(folder)).toThrow(
        new RegExp(`in use by process ${holder.pid}.*DATABASE_URL`),
      );
    } finally {
      const ended = new Promise((resolve) => holder.once("exit", resolve));
      holder.kill("SIGKILL");
      await ended;
    }
    lockDataFolder(folder)();
  });
});
