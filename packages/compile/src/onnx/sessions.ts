import { createHash } from "node:crypto";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { loadRuntime } from "./runtime.ts";

interface SharedSession {
  session: Promise<InferenceSession>;
  users: number;
}

/** Sessions of this process by what they run; the least recently used first. */
const sessions = new Map<string, SharedSession>();

/** Sessions that are kept although no program uses them, for the next program that is equal. */
const idleLimit = 32;

/**
 * ONNX Runtime's binding for Node copies each output into new memory after a run, one after the other, although we
 * have given it the memory into which the output was written. At an output that is no tensor it stops with an
 * error. So models with large results begin with such an output: the run is complete, and nothing is copied.
 */
export const endOfRun = "end_of_run";

/** What the binding says at an output that is no tensor. */
const noTensor = "Non tensor type is temporarily not supported.";

/** Whether copying the results would take longer than the error, which takes about 10 µs: 2 µs each and 3 kB per µs. */
export function endOfRunPays(results: number, bytes: number): boolean {
  return 2 * results + bytes / 3000 > 10;
}

async function runSession(session: InferenceSession, feeds: Tensors, fetches: Tensors): Promise<void> {
  try {
    await session.run(
      feeds,
      session.outputNames[0] === endOfRun ? { [endOfRun]: null, ...fetches } : fetches,
    );
  } catch (error) {
    if (!(error instanceof Error) || error.message !== noTensor) throw error;
  }
}

type Tensors = Record<string, Tensor>;

/** A session that programs with the same graph share. */
export interface Lease {
  /** Runs with the given inputs and writes the results into the given tensors. */
  run(feeds: Tensors, fetches: Tensors): Promise<void>;
  /** Milliseconds that its making took; 0 for one that was there. */
  milliseconds: Promise<number>;
  /** Gives the session back once what runs has ended; to be called once. */
  release(): void;
}

/** A session for a model, on so many threads. */
export function leaseSession(model: Uint8Array, threads: number): Lease {
  const key = `${threads} ${createHash("sha256").update(model).digest("base64")}`;
  const known = sessions.get(key);
  const made = known ? undefined : makeSession(model, threads);
  const shared = known ?? { session: made!.then(({ session }) => session), users: 0 };
  const milliseconds = made ? made.then((result) => result.milliseconds) : Promise.resolve(0);
  // Whoever runs the session hears of a failure; a broken one is not kept for others.
  shared.session.catch(() => sessions.delete(key));
  milliseconds.catch(() => {});
  // The last one in the map is the one used last.
  sessions.delete(key);
  sessions.set(key, shared);
  shared.users++;
  const release = () => {
    shared.users--;
    releaseIdle(idleLimit);
  };
  return {
    run: async (feeds, fetches) => {
      shared.users++;
      try {
        await runSession(await shared.session, feeds, fetches);
      } finally {
        release();
      }
    },
    milliseconds,
    release,
  };
}

async function makeSession(model: Uint8Array, threads: number) {
  const started = performance.now();
  const session = await loadRuntime()!.InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  });
  return { session, milliseconds: performance.now() - started };
}

/** Releases sessions that no program uses, the oldest first, until at most so many of them are left. */
export function releaseIdle(kept = 0): void {
  const idle = [...sessions].filter(([, { users }]) => users === 0);
  for (const [key, { session }] of idle.slice(0, Math.max(0, idle.length - kept))) {
    sessions.delete(key);
    session.then((made) => made.release()).catch(() => {});
  }
}

/** How many sessions there are, for tests. */
export function sessionCount(): number {
  return sessions.size;
}
