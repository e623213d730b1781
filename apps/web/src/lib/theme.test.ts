import { expect, test } from "vitest";
import { nextTheme, readTheme } from "./theme.ts";

test("reads a theme, and follows the system otherwise", () => {
  expect(readTheme("dark")).toBe("dark");
  for (const value of ['"><script>', "", null, undefined]) expect(readTheme(value)).toBe("auto");
});

test("goes through all themes", () => {
  expect(nextTheme(nextTheme(nextTheme("auto")))).toBe("auto");
  expect(nextTheme("auto")).toBe("light");
});
