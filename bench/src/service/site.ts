import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** The built web server in a process of its own. */
export interface Site {
  url: string;
  /** Megabytes of memory that it holds; null where the system does not tell. */
  residentMegabytes(): number | null;
  /** Seconds of processor time that it has taken; null where the system does not tell. */
  processorSeconds(): number | null;
  stop(): Promise<void>;
}

const build = fileURLToPath(new URL("../../../apps/web/build/index.js", import.meta.url));

/**
 * Starts the built server on a free port of this machine, without background jobs, and waits until its database is open.
 * @throws Error if the site is not built
 */
export async function startSite(environment: Record<string, string>): Promise<Site> {
  if (!existsSync(build)) throw new Error("The site is not built: npm run build --workspace apps/web");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const own = { HOST: "127.0.0.1", PORT: String(port), ORIGIN: url };
  const quiet = { OFFPRINT_LOG: "off", WORKER: "off", RATE_LIMITS: "off" };
  const server = spawn(process.execPath, [build], {
    env: { ...process.env, ...own, ...quiet, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => server.kill("SIGKILL"));
  await listening(server);
  await ready(url);
  const pid = server.pid!;
  return {
    url,
    residentMegabytes: () => residentMegabytes(pid),
    processorSeconds: () => processorSeconds(pid),
    async stop() {
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.stdout!.on("data", (text: Buffer) => {
      if (text.includes("Listening")) resolve();
    });
    server.on("exit", (code) => reject(new Error(`the server ended with code ${code}`)));
  });
}

async function ready(url: string): Promise<void> {
  const response = await fetch(`${url}/trending`);
  if (!response.ok) throw new Error(`${url}/trending answered ${response.status}: ${await response.text()}`);
  await response.text();
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function residentMegabytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProcess(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** Ticks of the clock in which Linux counts, on every machine that Node runs on. */
const ticksASecond = 100;

function processorSeconds(pid: number): number | null {
  // Fields after the name, which stands in brackets: the 12th and 13th are user and system time.
  const fields = readProcess(pid, "stat")?.split(") ")[1]?.split(" ");
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksASecond : null;
}

function readProcess(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
}
