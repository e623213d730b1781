import { numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { validateUnitInterval } from "./validateUnitInterval.ts";

test("lets both ends pass and keeps the array", async () => {
  const x = np.array([0, 0.5, 1]);
  await validateUnitInterval("x", x);
  expect(await x.jsAsync()).toEqual([0, 0.5, 1]);
});

test.each([-0.1, 1.1, NaN])("names %s and its place", async (value) => {
  const x = np.array([[0, value]]);
  await expect(validateUnitInterval("x", x)).rejects.toMatchObject({
    argument: "x",
    received: expect.stringContaining("flat index 1"),
  });
  x.dispose();
});
