import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Input } from "../benchCase.ts";
import type { Peer } from "./peer.ts";

/** PyTorch on one thread, in a process of its own that lives until `stop`. */
export interface Torch {
  /** Version and the linear algebra library that its products run on. */
  description: { version: string; blas: string };
  peer: Peer;
  stop(): Promise<void>;
}

type Host = ChildProcessByStdio<Writable, Readable, null>;

/** The row of a machine without PyTorch. */
export const missingTorch: Peer = { nameFor: () => "pytorch", prepare: async () => null };

/** Starts PyTorch; null where no `python3` on the path has it. */
export async function startTorch(): Promise<Torch | null> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const python of folders.map((folder) => join(folder, "python3")).filter(existsSync)) {
    const host = startHost(python);
    const ask = questions(host);
    const description = await ask({ do: "describe" }).catch(() => null);
    if (description === null) continue;
    return {
      description: description as Torch["description"],
      peer: torchPeer(ask),
      stop: () => stopHost(host),
    };
  }
  return null;
}

function startHost(python: string): Host {
  const single = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const host = spawn(python, [fileURLToPath(new URL("torchHost.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...single },
  });
  // A host that can't start, or ends early, shows in the missing answer.
  host.on("error", () => {});
  host.stdin.on("error", () => {});
  return host;
}

type Ask = (request: object) => Promise<Record<string, unknown>>;

/** Questions go out and answers come in line by line, one at a time. */
function questions(host: Host): Ask {
  const answers = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
  return async (request) => {
    host.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error("PyTorch's process ended early");
    const answer = JSON.parse(value) as Record<string, unknown>;
    if (answer.error) throw new Error(`PyTorch: ${answer.error as string}`);
    return answer;
  };
}

async function stopHost(host: Host): Promise<void> {
  if (host.exitCode !== null) return;
  const ended = new Promise((resolve) => host.once("exit", resolve));
  host.stdin.end();
  await ended;
}

function torchPeer(ask: Ask): Peer {
  return {
    nameFor: () => "pytorch",
    prepare: async ({ torch }, size, inputs) => {
      if (torch === null) return null;
      const encoded = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, encode(x)]));
      await ask({ do: "prepare", source: torch, inputs: encoded, size });
      return {
        outputs: async () => ((await ask({ do: "outputs" })).outputs as string[]).map(decode),
        time: async (count) => (await ask({ do: "time", count })).milliseconds as number,
        dispose: () => {},
      };
    },
  };
}

const dtypes = { Float32Array: "float32", Float64Array: "float64", Int32Array: "int32" };

function encode({ shape, values }: Input): object {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const dtype = dtypes[values.constructor.name as keyof typeof dtypes];
  return { shape, dtype, data: bytes.toString("base64") };
}

function decode(base64: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}
