import { expect, test } from "vitest";
import { findOperation } from "./findOperation.ts";

test.each([
  ["/papers", "listPapers", ""],
  ["/papers/2601.01230", "getPaper", "2601.01230"],
  ["/papers/math/0611800", "getPaper", "math/0611800"],
  ["/papers/math/0611800/similar", "getSimilarPapers", "math/0611800"],
  ["/papers/rankme/claims", "getPaperClaims", "rankme"],
  ["/claims/changes", "listVerdictChanges", ""],
])("%s", (path, id, paper) => {
  const found = findOperation(path);
  expect(found?.operation.id).toBe(id);
  expect(found?.id).toBe(paper);
});

test.each(["", "/", "/nothing", "/papers/", "/trending/x"])("%j is none", (path) => {
  expect(findOperation(path)).toBeNull();
});
