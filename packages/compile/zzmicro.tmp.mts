import { Graph } from "./src/onnx/graph.ts";
import { loadRuntime } from "./src/onnx/runtime.ts";
const ort = loadRuntime()!;
const f32 = (g: Graph, op: string, ins: string[], shape: number[], at: any = {}, type: any = "float32") =>
  g.node(op, ins, { type, shape }, at);
export async function timeIt(
  name: string,
  ins: Record<string, number[]>,
  build: (g: Graph) => string,
  reps = 10,
  types: Record<string, string> = {},
) {
  const g = new Graph();
  for (const [n, s] of Object.entries(ins)) g.input(n, (types[n] ?? "float32") as any, s);
  const out = build(g);
  const m = g.serialise(Object.keys(ins), [{ tensor: out, name: "y" }], { emptySequence: "eor" });
  const s = await ort.InferenceSession.create(m.bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  } as any);
  const feeds: any = {};
  for (const [n, sh] of Object.entries(ins)) {
    const size = sh.reduce((a, b) => a * b, 1);
    const t = types[n] ?? "float32";
    feeds[n] =
      t === "int32"
        ? new ort.Tensor(
            "int32",
            Int32Array.from({ length: size }, (_, i) => i % 10),
            sh,
          )
        : t === "bool"
          ? new ort.Tensor(
              "bool",
              Uint8Array.from({ length: size }, (_, i) => i % 2),
              sh,
            )
          : new ort.Tensor(
              "float32",
              Float32Array.from({ length: size }, () => Math.random() + 0.1),
              sh,
            );
  }
  const p = g.port(out);
  const osz = p.shape.reduce((a, b) => a * b, 1);
  const fetch: any = {
    y:
      p.type === "bool"
        ? new ort.Tensor("bool", new Uint8Array(osz), p.shape)
        : p.type === "int32"
          ? new ort.Tensor("int32", new Int32Array(osz), p.shape)
          : new ort.Tensor("float32", new Float32Array(osz), p.shape),
  };
  const go = async () => { try { await s.run(feeds, { eor: null, ...fetch }); } catch (e: any) { if (!e.message.startsWith("Non tensor")) throw e; } };
  for (let i = 0; i < 3; i++) await go();
  const ts: number[] = []; for (let r = 0; r < 7; r++) { const t = performance.now(); for (let i = 0; i < reps; i++) await go(); ts.push((performance.now() - t) / reps); } ts.sort((a, b) => a - b);
  console.log(name.padEnd(46), (ts[1]! * 1000).toFixed(1), "us");
  await s.release();
}
if (import.meta.main) {
  const M = [1024, 1024];
  for (const op of ["Add", "Mul", "Sub", "Div"])
    await timeIt(op + " 1M", { a: M, b: M }, (g) => f32(g, op, ["a", "b"], M));
  await timeIt("Mul scalar 1M", { a: M }, (g) => f32(g, "Mul", ["a", g.constant("float32", [], [0.9])], M));
  await timeIt("Mul row bcast 1M", { a: M, b: [1024] }, (g) => f32(g, "Mul", ["a", "b"], M));
  await timeIt("Mul col bcast 1M", { a: M, b: [1024, 1] }, (g) => f32(g, "Mul", ["a", "b"], M));
  for (const op of ["Sqrt", "Exp", "Reciprocal", "Tanh", "Sigmoid", "Relu", "Neg", "Abs", "Log", "Identity"])
    await timeIt(op + " 1M", { a: M }, (g) => f32(g, op, ["a"], M));
  await timeIt("5 adds chain 1M", { a: M, b: M }, (g) => {
    let x = "a";
    for (let i = 0; i < 5; i++) x = f32(g, "Add", [x, i % 2 ? "a" : "b"], M);
    return x;
  });
  await timeIt("5 mul scalar chain 1M", { a: M }, (g) => {
    let x = "a";
    for (let i = 0; i < 5; i++) x = f32(g, "Mul", [x, g.constant("float32", [], [0.9 + i * 0.01])], M);
    return x;
  });
  await timeIt("Where 1M", { a: M, b: M, c: M }, (g) => f32(g, "Where", ["c", "a", "b"], M), 10, {
    c: "bool",
  });
  await timeIt(
    "Where scalar 1M",
    { a: M, c: M },
    (g) => f32(g, "Where", ["c", "a", g.constant("float32", [], [0])], M),
    10,
    { c: "bool" },
  );
  await timeIt("Less 1M scalar", { a: M }, (g) =>
    f32(g, "Less", ["a", g.constant("float32", [], [0.5])], M, {}, "bool"),
  );
  await timeIt(
    "Equal int bcast 1M",
    { a: [1024, 1], b: [1, 1024] },
    (g) => f32(g, "Equal", ["a", "b"], M, {}, "bool"),
    10,
    { a: "int32", b: "int32" },
  );
  await timeIt("Cast bool f32 1M", { c: M }, (g) => f32(g, "Cast", ["c"], M, { to: 1 }), 10, { c: "bool" });
  await timeIt("Max scalar 1M", { a: M }, (g) => f32(g, "Max", ["a", g.constant("float32", [], [0])], M));
  await timeIt("Max 1M", { a: M, b: M }, (g) => f32(g, "Max", ["a", "b"], M));
  await timeIt("ReduceSum rows 1M", { a: M }, (g) =>
    f32(g, "ReduceSum", ["a", g.integers([1])], [1024], { keepdims: 0 }),
  );
  await timeIt("ReduceSum cols 1M", { a: M }, (g) =>
    f32(g, "ReduceSum", ["a", g.integers([0])], [1024], { keepdims: 0 }),
  );
  await timeIt("ReduceMax rows 1M", { a: M }, (g) =>
    f32(g, "ReduceMax", ["a", g.integers([1])], [1024], { keepdims: 0 }),
  );
  await timeIt("IsNaN 1M", { a: M }, (g) => f32(g, "IsNaN", ["a"], M, {}, "bool"));
  await timeIt("Softmax 1M", { a: M }, (g) => f32(g, "Softmax", ["a"], M, { axis: 1 }));
  await timeIt("LogSoftmax 1M", { a: M }, (g) => f32(g, "LogSoftmax", ["a"], M, { axis: 1 }));
  await timeIt("Transpose 1M", { a: M }, (g) => f32(g, "Transpose", ["a"], M, { perm: [1, 0] }));
  await timeIt("Gemm 1024 512 512", { a: [1024, 512], b: [512, 512] }, (g) =>
    f32(g, "Gemm", ["a", "b"], [1024, 512]),
  );
}
