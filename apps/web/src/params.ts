import { defineParams } from "@sveltejs/kit/params";

export const params = defineParams({
  /** An identifier of arXiv, a version allowed, or another source's with its name before it; never a slug. */
  paperId: (text) => (/^(arxiv:)?\d{4}\.\d{4,5}(v\d+)?$|^[a-z]+:./i.test(text) ? text : undefined),
});
