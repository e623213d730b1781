import type { Array, DType } from "@jax-js/jax";
import type { GoldenAdapter, GoldenCase } from "../../test/golden.ts";
import { batchPerceptron, type BatchPerceptronOptions } from "./batchPerceptron.ts";
import { logisticGd, type LogisticGdOptions } from "./logisticGd.ts";

/** `steps` of a case is how many updates to make, whether the data are separated or not. */
function everyUpdate<State extends { theta: Array }, Update extends State & { loss: Array; mistakes: Array }>(
  first: (theta: Array) => State,
  update: (features: Array, labels: Array, state: State) => Update,
  { inputs, options }: GoldenCase,
  dtype: DType,
) {
  const [features, labels] = [inputs["features"]!.array(dtype), inputs["labels"]!.array(dtype)];
  let state = first(inputs["theta"]!.array(dtype));
  const record = { thetas: [state.theta.ref], losses: [] as Array[], mistakes: [] as Array[] };
  for (let at = 0; at < (options["steps"] as number); at++) {
    const next = update(features.ref, labels.ref, state);
    record.thetas.push(next.theta.ref);
    record.losses.push(next.loss);
    record.mistakes.push(next.mistakes);
    state = next;
  }
  return record;
}

export const adapters: Record<string, GoldenAdapter> = {
  logisticGd: (golden, dtype) => {
    const { steps: _, ...options } = golden.options;
    const rule = logisticGd(options as unknown as LogisticGdOptions);
    return everyUpdate((theta) => ({ theta }), rule.update, golden, dtype);
  },
  batchPerceptron: (golden, dtype) => {
    const { steps: _, ...options } = golden.options;
    const rule = batchPerceptron(options as BatchPerceptronOptions);
    const first = (theta: Array) => ({ ...rule.init(theta.shape[0]!), theta });
    return everyUpdate(first, rule.update, golden, dtype);
  },
};
