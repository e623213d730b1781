import { type Array, grad, numpy as np } from "@jax-js/jax";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { compile, dispose, read } from "./index.ts";

type State = { weight: Array; steps: Array };

const descend = (state: State, target: Array, rate: Array): State => {
  const loss = (weight: Array) => np.square(weight.sub(target.ref)).sum();
  const gradient = grad(loss)(state.weight.ref) as Array;
  target.dispose();
  return { weight: state.weight.sub(gradient.mul(rate)), steps: state.steps.add(1) };
};

const start = (): State => ({ weight: np.array([1, 2]), steps: np.array(0) });

describe("a compiled program", () => {
  test("computes what the function computes, again and again", async () => {
    const program = compile(descend);
    const target = np.array([3, 0]);
    let state = start();
    for (let i = 0; i < 3; i++) state = await program.step(state, target, 0.25);
    expect(await read(state)).toEqual({ weight: [2.75, 0.25], steps: 3 });
    dispose([state, target]);
    program.dispose();
  });

  test("borrows its arguments", async () => {
    const program = compile(descend);
    const state = start();
    const target = np.array([3, 0]);
    const next = await program(state, target, 0.25);
    expect(await read([state, target])).toEqual([{ weight: [1, 2], steps: 0 }, [3, 0]]);
    dispose([state, target, next]);
    program.dispose();
  });

  test("leaves nothing behind after its results are freed", async () => {
    const program = compile(descend);
    const run = async () => {
      let state = start();
      const target = np.array([3, 0]);
      for (let i = 0; i < 5; i++) state = await program.step(state, target, 0.25);
      await read(state);
      dispose([state, target]);
    };
    await run();
    expect(await leakedBuffers(run)).toBe(0);
    program.dispose();
  });

  test("keeps an argument alive that the function passes through", async () => {
    const program = compile((a: Array, b: Array) => [a, b.add(1)]);
    const [a, b] = [np.array([1]), np.array([2])];
    const out = await program(a, b);
    dispose([a, b]);
    expect(await read(out)).toEqual([[1], [3]]);
    dispose(out);
    program.dispose();
  });

  test("keeps the state if the run fails", async () => {
    const program = compile((x: Array): Array => {
      x.dispose();
      throw new RangeError("no");
    });
    const x = np.array([1]);
    await expect(program.step(x)).rejects.toThrow(RangeError);
    expect(await read(x)).toEqual([1]);
    dispose(x);
    program.dispose();
  });
});
