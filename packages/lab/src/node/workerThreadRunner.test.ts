import { afterEach, describe, expect, test } from "vitest";
import { descent } from "../../test/fixture/experiment.ts";
import type { Job } from "../cell.ts";
import { defaultValues } from "../control.ts";
import { type Frame, progress } from "../frame.ts";
import { inProcessRunner, type Runner } from "../runner.ts";
import { workerThreadRunner } from "./workerThreadRunner.ts";

const entry = new URL("../../test/fixture/worker.ts", import.meta.url);
const job: Job = { slug: "descent", arm: "plain", seed: 3, controls: defaultValues(descent.controls) };
const moody = (mood: string): Job => ({ ...job, controls: { ...job.controls, mood } });

let runner: Runner;
afterEach(() => runner.close());

/** Milliseconds from pressing stop until the job has ended. */
async function timeToStop(stopped: Job): Promise<number> {
  const stop = new AbortController();
  const running = runner.run(stopped, { signal: stop.signal });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const started = performance.now();
  stop.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  return performance.now() - started;
}

describe("the worker-thread runner", () => {
  test("gives the numbers of the in-process runner, and its frames", async () => {
    runner = workerThreadRunner({ entry, workers: 1 });
    const frames: Frame[] = [];
    const { metrics } = await runner.run(job, { onFrame: (frame) => frames.push(frame) });
    expect(metrics).toEqual((await inProcessRunner(async () => descent).run(job)).metrics);
    expect(frames.at(-1)).toEqual(progress(20, 20));
  });

  test("runs more jobs than it has workers", async () => {
    runner = workerThreadRunner({ entry, workers: 2 });
    const jobs = Array.from({ length: 7 }, (_, seed) => runner.run({ ...job, seed }));
    const losses = (await Promise.all(jobs)).map(({ metrics }) => metrics["loss"]);
    expect(new Set(losses).size).toBe(7);
  });

  test("runs on ONNX Runtime in several threads, and starts new ones", async () => {
    const wanted = await inProcessRunner(async () => descent, "jit").run(job);
    for (let round = 0; round < 2; round++) {
      runner = workerThreadRunner({ entry, workers: 2, target: "onnx" });
      const results = await Promise.all([job, job, job].map((each) => runner.run(each)));
      for (const { metrics, target } of results) {
        expect(target).toBe("onnx");
        expect(metrics["loss"]).toBeCloseTo(wanted.metrics["loss"]!, 5);
      }
      await runner.close();
    }
  });

  test("stops a run that listens within a second", async () => {
    runner = workerThreadRunner({ entry, workers: 1 });
    expect(await timeToStop(moody("endless"))).toBeLessThan(1000);
  });

  test("stops a run that never yields within a second and goes on with a new worker", async () => {
    runner = workerThreadRunner({ entry, workers: 1 });
    expect(await timeToStop(moody("deaf"))).toBeLessThan(1000);
    expect((await runner.run(job)).metrics).toHaveProperty("loss");
  });

  test("a job that waits for a worker can be stopped, and others still get their turn", async () => {
    runner = workerThreadRunner({ entry, workers: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = runner.run(moody("endless"), { signal: first.signal });
    const waiting = runner.run(job, { signal: second.signal });
    const third = runner.run(job);
    second.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    first.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    expect((await third).metrics).toHaveProperty("loss");
  });

  test("passes on a run's error and can be used again", async () => {
    runner = workerThreadRunner({ entry, workers: 1 });
    await expect(runner.run(moody("failing"))).rejects.toThrow("out of luck");
    expect((await runner.run(job)).metrics).toHaveProperty("loss");
  });

  test("says so if the worker does not start", async () => {
    runner = workerThreadRunner({ entry: new URL("missing.ts", entry), workers: 1 });
    await expect(runner.run(job)).rejects.toThrow("missing.ts");
  });

  test("closing stops what runs and takes no more", async () => {
    runner = workerThreadRunner({ entry, workers: 1 });
    const running = expect(runner.run(moody("deaf"))).rejects.toThrow();
    await runner.close();
    await running;
    await expect(runner.run(job)).rejects.toThrow();
  });
});
