import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { descent } from "../test/fixture/experiment.ts";
import { defaultValues } from "./control.ts";
import type { Experiment } from "./experiment.ts";
import { type Frame, progress } from "./frame.ts";
import { inProcessRunner } from "./runner.ts";

const job = { slug: "descent", arm: "momentum", seed: 3, controls: defaultValues(descent.controls) };
const runner = inProcessRunner(async () => descent);

async function framesOf(changes = {}) {
  const frames: Frame[] = [];
  const result = await runner.run({ ...job, ...changes }, { onFrame: (frame) => frames.push(frame) });
  return { frames, metrics: result.metrics };
}

describe("the in-process runner", () => {
  test("same job, same frames and metrics; another seed, others", async () => {
    const first = await framesOf();
    expect(first.frames).toHaveLength(40);
    expect(await framesOf()).toEqual(first);
    expect(await framesOf({ seed: 4 })).not.toEqual(first);
  });

  test("reports the wall time", async () => {
    expect((await runner.run(job)).seconds).toBeGreaterThan(0);
  });

  test("passes on the run's own error", async () => {
    const failing = { ...job, controls: { ...job.controls, mood: "failing" } };
    await expect(runner.run(failing)).rejects.toThrow("out of luck");
  });

  test("stops an endless run with the signal's reason", async () => {
    const stop = new AbortController();
    const endless = { ...job, controls: { ...job.controls, mood: "endless" } };
    setTimeout(() => stop.abort(new Error("enough")), 30);
    await expect(runner.run(endless, { signal: stop.signal })).rejects.toThrow("enough");
  });

  test("does not start what is stopped already", async () => {
    let frames = 0;
    const options = { signal: AbortSignal.abort(new Error("enough")), onFrame: () => frames++ };
    await expect(runner.run(job, options)).rejects.toThrow("enough");
    expect(frames).toBe(0);
  });

  test("runs the protocol's own measurement where it has one", async () => {
    const [claim] = descent.claims;
    const measured: Experiment = {
      ...descent,
      claims: [
        {
          ...claim!,
          protocol: {
            ...claim!.protocol,
            async *run({ seed }) {
              yield progress(1, 1);
              return { doubled: 2 * seed };
            },
          },
        },
      ],
    };
    const own = inProcessRunner(async () => measured);
    expect((await own.run({ ...job, protocol: "faster" })).metrics).toEqual({ doubled: 6 });
    expect((await own.run(job)).metrics).toHaveProperty("loss");
  });

  test("lets a stopped run free what it holds", async () => {
    let freed = false;
    const holding: Experiment = {
      ...descent,
      async *run() {
        try {
          for (;;) yield progress(0, 1);
        } finally {
          freed = true;
        }
      },
    };
    const stop = new AbortController();
    const running = inProcessRunner(async () => holding).run(job, {
      signal: stop.signal,
      onFrame: () => stop.abort(),
    });
    await expect(running).rejects.toThrow();
    expect(freed).toBe(true);
  });

  test("leaves no buffers", async () => {
    await runner.run(job);
    expect(await leakedBuffers(async () => void (await runner.run(job)))).toBe(0);
  });
});
