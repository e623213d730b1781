import { afterEach, describe, expect, test } from "vitest";
import { descent } from "../../test/fixture/experiment.ts";
import { cellsOf, type CellResult } from "../cell.ts";
import { defaultValues } from "../control.ts";
import type { Frame } from "../frame.ts";
import { serveWebWorker } from "./serveWebWorker.ts";
import { webWorkerJudge } from "./webWorkerJudge.ts";
import { webWorkerRunner } from "./webWorkerRunner.ts";

const running: FakeWorker[] = [];

/** A worker in this very thread, with the two ends of a real channel between. */
class FakeWorker extends EventTarget {
  readonly #channel = new MessageChannel();
  terminated = false;

  constructor() {
    super();
    running.push(this);
    const { port1, port2 } = this.#channel;
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
    port2.start();
    const load = async (slug: string) => {
      if (slug !== "descent") throw new Error(`no ${slug}`);
      return descent;
    };
    serveWebWorker(port2 as unknown as Parameters<typeof serveWebWorker>[0], load, "wasm");
  }
  postMessage(message: unknown) {
    this.#channel.port1.postMessage(message);
  }
  terminate() {
    this.terminated = true;
    this.#channel.port1.close();
  }
}

const start = () => new FakeWorker() as unknown as Worker;
const controls = defaultValues(descent.controls);
const job = { slug: "descent", arm: "momentum", seed: 1, controls };

afterEach(() => {
  for (const worker of running.splice(0)) worker.terminate();
});

describe("webWorkerRunner", () => {
  test("brings frames and metrics", async () => {
    const runner = webWorkerRunner({ start, workers: 1 });
    const frames: Frame[] = [];
    const { metrics, target } = await runner.run(job, { onFrame: (frame) => frames.push(frame) });
    expect(target).toBe("jit");
    expect(metrics["loss"]).toBeLessThan(1);
    expect(frames.filter((frame) => frame.kind === "line")).toHaveLength(20);
    await runner.close();
  });

  test("starts no more workers than allowed, and uses them again", async () => {
    const runner = webWorkerRunner({ start, workers: 2 });
    await Promise.all([1, 2, 3, 4].map((seed) => runner.run({ ...job, seed })));
    expect(running).toHaveLength(2);
    await runner.close();
    expect(running.every((worker) => worker.terminated)).toBe(true);
  });

  test("stops, and works on", async () => {
    const runner = webWorkerRunner({ start, workers: 1 });
    const controller = new AbortController();
    const endless = { ...job, controls: { ...controls, mood: "endless" } };
    const onFrame = () => controller.abort(new Error("enough"));
    await expect(runner.run(endless, { signal: controller.signal, onFrame })).rejects.toThrow("enough");
    await expect(runner.run(job)).resolves.toBeDefined();
    expect(running).toHaveLength(1);
    await runner.close();
  });

  test("a worker that dies fails its job and is replaced", async () => {
    const runner = webWorkerRunner({ start, workers: 1 });
    const endless = { ...job, controls: { ...controls, mood: "endless" } };
    const failing = runner.run(endless);
    await expect.poll(() => running.length).toBe(1);
    running[0]!.dispatchEvent(Object.assign(new Event("error"), { message: "out of memory" }));
    await expect(failing).rejects.toThrow("out of memory");
    await expect(runner.run(job)).resolves.toBeDefined();
    expect(running).toHaveLength(2);
    await runner.close();
  });

  test("an unknown experiment fails by name", async () => {
    const runner = webWorkerRunner({ start, workers: 1 });
    await expect(runner.run({ ...job, slug: "ascent" })).rejects.toThrow("no ascent");
    await runner.close();
  });
});

describe("webWorkerJudge", () => {
  const protocol = descent.claims[0]!.protocol;
  const results = cellsOf(descent, protocol).map((cell): CellResult => ({
    cell,
    metrics: { loss: (cell.treatment === "momentum" ? 1 : 2) + (cell.seed % 7) / 100, position: 0 },
    seconds: 0,
    target: "jit",
  }));

  test("judges by all cells", async () => {
    const judge = webWorkerJudge(start());
    const { judgement, seeds } = await judge.judge("descent", "faster", results);
    expect(seeds).toBe(5);
    expect(judgement.verdict).toBe("reproduced");
    expect(judgement.checks[0]!.perSeed).toHaveLength(5);
    judge.close();
  });

  test("leaves out seeds with a treatment missing", async () => {
    const judge = webWorkerJudge(start());
    const { judgement, seeds } = await judge.judge("descent", "faster", results.slice(0, 5));
    expect(seeds).toBe(2);
    expect(judgement.checks[0]!.interval).not.toBeNull();
    judge.close();
  });

  test("says which claim there is not", async () => {
    const judge = webWorkerJudge(start());
    await expect(judge.judge("descent", "slower", [])).rejects.toThrow('no claim "slower"');
    judge.close();
  });
});
