import { describe, expect, test } from "vitest";
import { UsageError } from "./errors.ts";
import { checkName, closeNames } from "./suggest.ts";

const papers = ["comp-sum-losses", "contrastive-loss-behaviour", "rankme", "ranklist"];

describe("closeNames", () => {
  test.each([
    ["rankmee", ["rankme"]],
    ["RankMe", ["rankme"]],
    ["contrastive", ["contrastive-loss-behaviour"]],
    ["compsumlosses", ["comp-sum-losses"]],
    ["ranklst", ["ranklist", "rankme"]],
    ["zzzzzz", []],
  ])("%s → %j", (name, close) => {
    expect(closeNames(name, papers)).toEqual(close);
  });
});

describe("checkName", () => {
  test("lets a known name through", () => {
    expect(checkName("paper", "rankme", papers)).toBe("rankme");
  });

  test("suggests what is close, else says what there is", () => {
    expect(() => checkName("paper", "rankmee", papers)).toThrow(
      'unknown paper "rankmee"; did you mean rankme?',
    );
    expect(() => checkName("arm", "zzz", ["sgd", "adam"])).toThrow(
      'unknown arm "zzz"; there is sgd and adam',
    );
    expect(() => checkName("paper", "zzz", [])).toThrow("there is none");
    expect(() => checkName("paper", "zzz", papers)).toThrow(UsageError);
  });
});
