import { describe, expect, test } from "vitest";
import { recordingTerminal } from "../../test/recordingTerminal.ts";
import { formatDuration, formatElapsed, progressBar } from "./progressBar.ts";

describe("a progress bar", () => {
  test("writes a plain line now and then where nothing redraws", () => {
    const { terminal, written } = recordingTerminal();
    let time = 0;
    const bar = progressBar(terminal, "rankme", () => time);
    for (; time <= 20_000; time += 1000) bar.update(time / 1000, 40, `${time / 1000} of 40 runs`);
    bar.update(40, 40, "40 of 40 runs");
    bar.clear();
    expect(written.err).toBe(
      "rankme: 0 of 40 runs\n" +
        "rankme: 10 of 40 runs, 30 s left\n" +
        "rankme: 20 of 40 runs, 20 s left\n" +
        "rankme: 40 of 40 runs\n",
    );
  });

  test("redraws its line on a terminal and clears it", () => {
    const { terminal, written } = recordingTerminal({ redraws: true });
    let time = 0;
    const bar = progressBar(terminal, "rankme", () => time);
    bar.update(0, 4);
    time = 50;
    bar.update(1, 4);
    time = 200;
    bar.update(2, 4);
    bar.clear();
    expect(written.err).not.toContain("\n");
    expect(written.err.split("\r\u001b[2K").slice(1)).toEqual([
      `rankme ${"░".repeat(24)} 0 %`,
      `rankme ${"█".repeat(12)}${"░".repeat(12)} 50 %, 1 s left`,
      "",
    ]);
  });

  test("leaves work that was there already out of its estimate", () => {
    const { terminal, written } = recordingTerminal();
    let time = 0;
    const bar = progressBar(terminal, "x", () => time);
    bar.update(90, 100, "90");
    time = 20_000;
    bar.update(95, 100, "95");
    expect(written.err).toContain("95, 20 s left");
  });
});

test("durations", () => {
  expect([400, 8000, 200_000, 6_000_000].map(formatDuration)).toEqual(["1 s", "8 s", "3 min", "1 h 40 min"]);
  expect([38.4, 8210, 12_300].map(formatElapsed)).toEqual(["0.038 s", "8.2 s", "13 s"]);
});
