import { describe, expect, test } from "vitest";
import { descent } from "../test/fixture/experiment.ts";
import { defaultValues } from "./control.ts";
import type { Frame } from "./frame.ts";
import { type FromWorker, runInWorker, serveJobs, type ToWorker, type WorkerHandle } from "./worker.ts";

const job = { slug: "descent", arm: "plain", seed: 3, controls: defaultValues(descent.controls) };
const moody = (mood: string) => ({ ...job, controls: { ...job.controls, mood } });

/** Both ends of a channel in one thread, with a turn of the event loop for each message. */
function fakeWorker(serve = true) {
  let toWorker: (message: ToWorker) => void = () => {};
  let fromWorker: (message: FromWorker) => void = () => {};
  let crash: (error: Error) => void = () => {};
  const sent: ToWorker[] = [];
  const handle: WorkerHandle = {
    send: (message) => {
      sent.push(message);
      setImmediate(() => toWorker(structuredClone(message)));
    },
    onMessage: (listener) => (fromWorker = listener),
    onCrash: (listener) => (crash = listener),
    terminate: () => crash(new Error("ended")),
  };
  const port = {
    send: (message: FromWorker) => {
      const copy = structuredClone(message);
      setImmediate(() => fromWorker(copy));
    },
    receive: (listener: (message: ToWorker) => void) => (toWorker = listener),
  };
  if (serve) serveJobs(port, async () => descent);
  return { handle, sent, crash: (error: Error) => crash(error) };
}

describe("a worker", () => {
  test("runs jobs one after another and sends their frames", async () => {
    const { handle } = fakeWorker();
    const frames: Frame[] = [];
    const first = await runInWorker(handle, job, "jit", { onFrame: (frame) => frames.push(frame) });
    const second = await runInWorker(handle, job, "jit", {});
    expect(frames).toHaveLength(40);
    expect(first.metrics).toEqual(second.metrics);
    expect(first.target).toBe("jit");
  });

  test("reports the run's error, with where it happened, and goes on working", async () => {
    const { handle } = fakeWorker();
    const error: Error = await runInWorker(handle, moody("failing"), "jit", {}).catch((caught) => caught);
    expect(error.message).toBe("out of luck");
    expect(error.stack).toContain("experiment.ts");
    expect((await runInWorker(handle, job, "jit", {})).metrics).toHaveProperty("loss");
  });

  test("stops a run that listens, and can be used again", async () => {
    const { handle, sent } = fakeWorker();
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 30);
    const running = runInWorker(handle, moody("endless"), "jit", { signal: stop.signal });
    await expect(running).rejects.toThrow("enough");
    expect(sent.map(({ type }) => type)).toEqual(["run", "stop"]);
    expect((await runInWorker(handle, job, "jit", {})).metrics).toHaveProperty("loss");
  });

  test("is ended if it does not stop, and that is the stop", async () => {
    const { handle } = fakeWorker(false);
    const stop = new AbortController();
    const running = runInWorker(handle, job, "jit", { signal: stop.signal });
    stop.abort(new Error("enough"));
    const started = performance.now();
    await expect(running).rejects.toThrow("enough");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test("that crashes rejects its job", async () => {
    const { handle, crash } = fakeWorker(false);
    const running = runInWorker(handle, job, "jit", {});
    crash(new Error("out of memory"));
    await expect(running).rejects.toThrow("out of memory");
  });

  test("is not given a job that is stopped already", async () => {
    const { handle, sent } = fakeWorker();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(runInWorker(handle, job, "jit", { signal })).rejects.toThrow("enough");
    expect(sent).toEqual([]);
  });
});
