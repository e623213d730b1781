import { afterEach, expect, test, vi } from "vitest";
import { logEvent, logRequest } from "./log.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("an event is one line of JSON", () => {
  const lines: string[] = [];
  logEvent(
    "info",
    "two\nlines",
    { papers: 3 },
    (line) => lines.push(line),
    () => new Date(0),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("\n");
  expect(JSON.parse(lines[0]!)).toEqual({
    time: "1970-01-01T00:00:00.000Z",
    level: "info",
    message: "two\nlines",
    papers: 3,
  });
});

test("a request that failed here is an error", () => {
  const write = vi.spyOn(console, "log").mockImplementation(() => {});
  logRequest({ method: "GET", path: "/a", route: "/[slug]", status: 503, milliseconds: 12.6 });
  expect(JSON.parse(write.mock.calls[0]![0] as string)).toMatchObject({
    level: "error",
    message: "request",
    status: 503,
    milliseconds: 13,
  });
});

test("nothing where it is off", () => {
  vi.stubEnv("OFFPRINT_LOG", "off");
  const lines: string[] = [];
  logEvent("info", "hello", {}, (line) => lines.push(line));
  expect(lines).toEqual([]);
});
