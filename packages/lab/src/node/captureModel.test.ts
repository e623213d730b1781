import { numpy as np } from "@jax-js/jax";
import { defineExperiment } from "@offprint/lab";
import { expect, test } from "vitest";
import { descent } from "../../test/fixture/experiment.ts";
import { defaultValues } from "../control.ts";
import { captureModel } from "./captureModel.ts";

const context = {
  arm: "plain",
  seed: 1,
  controls: defaultValues(descent.controls),
  signal: new AbortController().signal,
};

/** A run that measures, trains in steps of two, and never ends by itself. */
const endless = defineExperiment({
  ...descent,
  async *run({ compile }) {
    const measure = compile((x: np.Array) => np.square(x).sum());
    const train = compile((state: { x: np.Array }, by: np.Array) => ({ x: state.x.sub(by) })).repeat(2);
    for (let state = { x: np.ones([3]) }; ;) {
      (await measure(state.x)).dispose();
      state = await train.step(state, np.array([1, 2]));
      yield { kind: "progress", done: 0, total: 1 };
    }
  },
});

test("the training step is found", async () => {
  const captured = await captureModel(endless, context);
  expect(captured).toMatchObject({ number: 2, model: { inputs: ["state.x", "by"], outputs: ["result.x"] } });
});

test("another program is found by its number", async () => {
  const captured = await captureModel(endless, context, 1);
  expect(captured!.model).toMatchObject({ inputs: ["x"], outputs: ["result"] });
  expect(await captureModel(descent, context, 2)).toBeUndefined();
});

test("without a training step it is the first program", async () => {
  expect((await captureModel(descent, context))!.model.inputs).toEqual(["x"]);
});
