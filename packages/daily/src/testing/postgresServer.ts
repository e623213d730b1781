import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";

const execute = promisify(execFile);

/** A PostgreSQL server of the tests' own, in a temporary folder. */
export interface PostgresServer {
  /** Address of its database "postgres". */
  url: string;
  /** Kills it as a crash would. */
  crash(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Stops it, and removes its folder unless it was told one. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Keeps the data from one start to the next. Made if it is not there. */
  folder?: string;
  /** More settings, as "name=value"; they win over those for tests. */
  settings?: string[];
}

/** Folder of the newest PostgreSQL programs of this machine, or null. */
export function findPostgres(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.POSTGRES_BIN ? [process.env.POSTGRES_BIN] : []),
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => join(root, version, "bin")),
  ];
  return (
    folders.find((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name)))) ?? null
  );
}

/**
 * Starts a server on a free port, tuned for throw-away data. It refuses to run as root, so root starts it as the
 * user `postgres` or `nobody`.
 */
export async function startPostgres(
  programs: string,
  { folder: kept, settings: own = [] }: PostgresOptions = {},
): Promise<PostgresServer> {
  if (kept) mkdirSync(kept, { recursive: true });
  const folder = kept ?? mkdtempSync(join(tmpdir(), "offprint-postgres-"));
  const user = await unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const options = { ...user, cwd: folder };
  const init = ["-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"];
  if (!existsSync(data)) await execute(join(programs, "initdb"), init, options);

  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const args = [
    "-D",
    data,
    "-p",
    String(port),
    ...[...settings, ...own].flatMap((setting) => ["-c", setting]),
  ];
  let server: ChildProcess;
  const start = async () => {
    server = spawn(join(programs, "postgres"), args, { ...options, stdio: "ignore" });
    await waitFor(url, server);
  };
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once("exit", () => resolve());
      server.kill(signal);
    });
  await start();
  return {
    url,
    crash: () => end("SIGQUIT"),
    restart: start,
    async stop() {
      await end("SIGINT");
      if (!kept) rmSync(folder, { recursive: true, force: true });
    },
  };
}

const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_connections=40",
  "shared_buffers=64MB",
  "autovacuum=off",
];

async function unprivilegedUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all([idOf("-u", name), idOf("-g", name)]);
    if (uid !== null && gid !== null) return { uid, gid };
  }
  return null;
}

async function idOf(option: string, name: string): Promise<number | null> {
  try {
    return Number((await execute("id", [option, name])).stdout);
  } catch {
    return null;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function waitFor(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with code ${server.exitCode} at once`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch {
      await sleep(100);
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error("PostgreSQL did not start within 30 s");
}

/** The address of another database of the same server. */
export function databaseUrl(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
