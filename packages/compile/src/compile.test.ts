import { type Array, grad, numpy as np } from "@jax-js/jax";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import {
  compile as compileFor,
  dispose,
  liveProgramArrays,
  read,
  targetNames,
  toArrays,
  TraceError,
  type Tree,
} from "./index.ts";

type State = { weight: Array; steps: Array };

const descend = (state: State, target: Array, rate: Array): State => {
  const loss = (weight: Array) => np.square(weight.sub(target.ref)).sum();
  const gradient = grad(loss)(state.weight.ref) as Array;
  target.dispose();
  return { weight: state.weight.sub(gradient.mul(rate)), steps: state.steps.add(1) };
};

const start = (): State => ({ weight: np.array([1, 2]), steps: np.array(0) });

describe.each(targetNames)("a program for %s", (target) => {
  const compile = <Args extends Tree[], Out extends Tree>(fn: (...args: Args) => Out) =>
    compileFor(fn, { target });

  test("computes what the function computes, again and again", async () => {
    const program = compile(descend);
    const goal = np.array([3, 0]);
    let state = start();
    for (let i = 0; i < 3; i++) state = await program.step(state, goal, 0.25);
    expect(await read(state)).toEqual({ weight: [2.75, 0.25], steps: 3 });
    dispose([state, goal]);
    program.dispose();
  });

  test("borrows its arguments", async () => {
    const program = compile(descend);
    const state = start();
    const goal = np.array([3, 0]);
    const next = await program(state, goal, 0.25);
    expect(await read([state, goal])).toEqual([{ weight: [1, 2], steps: 0 }, [3, 0]]);
    dispose([state, goal, next]);
    program.dispose();
  });

  test("leaves nothing behind after its results are freed", async () => {
    const program = compile(descend);
    const run = async () => {
      let state = start();
      const goal = np.array([3, 0]);
      for (let i = 0; i < 5; i++) state = await program.step(state, goal, 0.25);
      await read(state);
      dispose([state, goal]);
    };
    await run();
    const before = liveProgramArrays();
    expect(await leakedBuffers(run)).toBe(0);
    expect(liveProgramArrays()).toBe(before);
    program.dispose();
  });

  test("hands out arguments, equal results and constants", async () => {
    const program = compile((a: Array, b: Array) => {
      const sum = a.ref.add(b.ref);
      return { a: a.ref, twice: a, b, sum: sum.ref, same: [sum.ref, sum.add(0)], constant: np.array([7, 8]) };
    });
    const [a, b] = [np.array([1, 2]), np.array([3, 5])];
    const out = await program(a, b);
    dispose([a, b]);
    const expected = {
      a: [1, 2],
      twice: [1, 2],
      b: [3, 5],
      sum: [4, 7],
      same: [
        [4, 7],
        [4, 7],
      ],
      constant: [7, 8],
    };
    expect(await read(out)).toEqual(expected);
    dispose(out.same);
    const next = await program(out.a, out.sum);
    expect((await read(next)).sum).toEqual([5, 9]);
    dispose([out.a, out.twice, out.b, out.sum, out.constant, next]);
    program.dispose();
  });

  describe("that takes several steps at once", () => {
    test("does what the steps do one after the other", async () => {
      const program = compile(descend);
      const four = program.repeat(4);
      const goals = np.array([
        [3, 0],
        [2, 1],
        [0, 5],
        [1, 1],
      ]);
      let state = start();
      for (const goal of toArrays(goals)) {
        state = await program.step(state, goal, 0.25);
        goal.dispose();
      }
      const together = await four.step(start(), goals, 0.25);
      expect(await read(together)).toEqual(await read(state));
      const again = await four(together, goals, 0.25);
      expect((await read(again)).steps).toBe(8);
      dispose([state, together, again, goals]);
      program.dispose();
      four.dispose();
    });

    test("shares what every step needs whole", async () => {
      type Data = { rows: Array };
      const program = compile((sum: Array, { rows }: Data, index: Array) => sum.add(np.take(rows, index, 0)));
      const all = program.repeat(3, { shared: [1] });
      const [rows, index] = [np.array([1, 10, 100]), np.array([2, 0, 2], { dtype: np.int32 })];
      const run = async () => dispose(await all(0, { rows }, index));
      const sum = await all(0, { rows }, index);
      expect(await read(sum)).toBe(201);
      expect(await leakedBuffers(run)).toBe(0);
      dispose([rows, index, sum]);
      program.dispose();
      all.dispose();
    });

    test.each<[string, (state: State, x: Array) => unknown, string, string, string]>([
      [
        "no batch for every step",
        (state, x) => ({ ...state, steps: x }),
        "x",
        "a first axis of 2",
        "float32[3]",
      ],
      [
        "another state",
        (state, x) => ({ weight: np.stack([state.weight, x]), steps: state.steps }),
        "state.weight",
        "float32[2]",
        "float32[2,2]",
      ],
      ["more in its state", (state, x) => ({ ...state, x }), "state.x", "nothing", "float32[2]"],
    ])("names %s", async (what, fn, argument, expected, received) => {
      const program = compile(fn as (state: State, x: Array) => State).repeat(2);
      const [state, x] = [start(), what.startsWith("no") ? np.ones([3]) : np.ones([2, 2])];
      const error = await program(state, x).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TraceError);
      expect(error).toMatchObject({ argument, expected, received });
      dispose([state, x]);
      program.dispose();
    });
  });

  test("hands out the same values in several shapes", async () => {
    const program = compile((x: Array) => {
      const sum = x.add(1);
      return {
        row: sum.ref.reshape([1, 4]),
        column: sum.ref.reshape([4, 1]),
        sum: sum.ref,
        flat: sum.mul(2).reshape([4]),
      };
    });
    const x = np.array([
      [1, 2],
      [3, 4],
    ]);
    const out = await program(x);
    expect(await read(out)).toEqual({
      row: [[2, 3, 4, 5]],
      column: [[2], [3], [4], [5]],
      sum: [
        [2, 3],
        [4, 5],
      ],
      flat: [4, 6, 8, 10],
    });
    const again = await program(out.sum);
    expect((await read(again)).flat).toEqual([6, 8, 10, 12]);
    dispose([x, out, again]);
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

  test("its results go to other programs and to the engine", async () => {
    const double = compile((x: Array) => x.mul(2));
    const isLarge = compile((x: Array) => ({ isLarge: x.ref.greater(3), count: x.astype(np.int32) }));
    const x = np.array([1, 2]);
    const doubled = await double(x);
    const large = await isLarge(doubled);
    expect(await read(large)).toEqual({ isLarge: [false, true], count: [2, 4] });
    const arrays = toArrays({ doubled, large });
    expect(arrays.large.count.dtype).toBe(np.int32);
    expect(np.where(arrays.large.isLarge, arrays.doubled, 0).js()).toEqual([0, 4]);
    dispose([arrays.large.count, x, doubled, large]);
    double.dispose();
    isLarge.dispose();
  });

  test("runs for new shapes, and several at a time", async () => {
    const program = compile((x: Array) => x.add(1).sum());
    const inputs = [1, 2, 3, 2, 1].map((size) => np.zeros([size]));
    const sums = await Promise.all(inputs.map((x) => program(x)));
    expect(await read(sums)).toEqual([1, 2, 3, 2, 1]);
    expect(program.compileMilliseconds).toBeGreaterThan(0);
    dispose([inputs, sums]);
    program.dispose();
  });

  test("takes plain numbers as weakly typed", async () => {
    const program = compile((count: Array, by: Array) => count.add(by));
    const count = np.array([1, 2], { dtype: np.int32 });
    const sum = await program(count, 2);
    expect(sum.dtype).toBe(np.int32);
    expect(await read(sum)).toEqual([3, 4]);
    dispose([count, sum]);
    program.dispose();
  });

  test("refuses freed arrays", async () => {
    const program = compile((x: Array) => x.add(1));
    const x = np.array([1, 2]);
    const y = await program(x);
    dispose([x, y]);
    await expect(program(x)).rejects.toThrow(ReferenceError);
    await expect(program(y)).rejects.toThrow(ReferenceError);
    program.dispose();
  });

  describe("says why it can't be traced when the function", () => {
    type Options = { scale: Array };
    const x = np.array([1, 2]);

    test.each<[string, (x: Array, options: Options) => unknown, string | undefined, RegExp]>([
      [
        "reads an argument",
        (x, options) => x.mul(options.scale.js()),
        "options.scale",
        /^options\.scale.* is read/,
      ],
      [
        "compares one",
        (x, { scale }) => ((scale as unknown as number) > 0 ? x : x.neg()),
        "argument2.scale",
        /is read \(as a number\)/,
      ],
      ["reads what it computed", (x, { scale }) => scale.mul(x.sum().dataSync()[0]!), undefined, /is read/],
      ["waits", async (x) => x, undefined, /a promise.*can't wait/],
      ["returns no array", (x) => ({ x, y: undefined }), undefined, /the result\.y is undefined/],
    ])("%s", async (_, fn, argument, message) => {
      const program = compile(fn as (x: Array, options: Options) => Tree);
      const scale = np.array(2);
      const error = await program(x, { scale }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TraceError);
      const { argument: blamed, message: text } = error as TraceError;
      expect(blamed).toBe(argument);
      expect(text).toMatch(message);
      dispose(scale);
      program.dispose();
    });

    test("does not go with new shapes", async () => {
      const program = compile((images: Array, scale: { by: Array }) => images.mul(scale.by));
      const [scale, wrong] = [np.ones([2]), np.ones([3])];
      dispose(await program(x, { by: scale }));
      const error = await program(x, { by: wrong }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TraceError);
      const expected = { argument: "scale.by", expected: "float32[2]", received: "float32[3]" };
      expect(error).toMatchObject(expected);
      expect(String(error)).toMatch(/scale\.by was float32\[2\] when first traced and is float32\[3\] now/);
      dispose([scale, wrong]);
      program.dispose();
    });

    test("is called with something else", async () => {
      const program = compile((x: Array, options: Options) => x.mul(options.scale));
      const error = await program(x, {} as Options).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      const odd = await program(x, { scale: "2" } as unknown as Options).catch((reason: unknown) => reason);
      expect(odd).toMatchObject({ name: "TraceError", argument: "options.scale", received: "a string" });
      program.dispose();
    });
  });
});

describe("what a program of the target onnx returns", () => {
  const sum = compileFor((a: Array, b: Array) => a.add(b), { target: "onnx" });

  test("is refused by the engine in so many words", async () => {
    const result = await sum(1, 2);
    expect(() => result.add(1)).toThrow(/add: ProgramArray:float32\[\] is a program's result/);
    expect(() => np.add(result, 1)).toThrow(/ProgramArray:float32\[\]/);
    expect(() => result.js()).toThrow(/read\(\) it/);
    expect(() => (result as unknown as number) + 1).toThrow(/is a program's result/);
    dispose(result);
  });

  test("counts references", async () => {
    const result = await sum(1, 2);
    void result.ref;
    dispose(result);
    expect(await read(result)).toBe(3);
    dispose(result);
    expect(() => dispose(result)).toThrow(ReferenceError);
  });
});

describe("a function that ONNX can't express", () => {
  test("runs on the engine, with one line that names the primitive", async () => {
    const log: string[] = [];
    const options = { target: "onnx", log: (line: string) => log.push(line) } as const;
    const factor = compileFor((x: Array) => np.linalg.cholesky(x), options);
    const scale = compileFor((x: Array, by: Array) => x.mul(by), options);
    const before = liveProgramArrays();
    const run = async (size: number) => {
      const matrix = np.eye(size);
      const scaled = await scale(matrix, 4);
      const root = await factor(scaled);
      const rescaled = await scale(root, 0.5);
      expect(await read(rescaled)).toEqual(np.eye(size).js());
      dispose([matrix, scaled, root, rescaled]);
    };
    expect(await leakedBuffers(() => run(2))).toBe(0);
    await run(3);
    expect(log).toEqual([expect.stringMatching(/runs on the engine's own compiler: cholesky/)]);
    expect(liveProgramArrays()).toBe(before);
    factor.dispose();
    scale.dispose();
  });
});
