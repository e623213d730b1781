import { loadRuntime } from "./src/onnx/runtime.ts";
import { readFileSync, readdirSync, rmSync, mkdirSync } from "node:fs";
import { tree } from "@jax-js/jax";
export async function profile(name: string, model: any, leaves: any[], n = 30, top = 14) {
  const ort = loadRuntime()!;
  rmSync("/tmp/vt/prof", { recursive: true, force: true });
  mkdirSync("/tmp/vt/prof", { recursive: true });
  const s = await ort.InferenceSession.create(model.bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
    enableProfiling: true,
    profileFilePrefix: "/tmp/vt/prof/p",
  } as any);
  const feeds: any = {};
  model.inputs.forEach((nme: string, i: number) => {
    const x = leaves[i];
    const d = x.ref.dataSync();
    feeds[nme] =
      x.dtype === "bool"
        ? new ort.Tensor("bool", Uint8Array.from(d), x.shape)
        : new ort.Tensor(x.dtype, d, x.shape);
  });
  for (let i = 0; i < n; i++) await s.run(feeds);
  s.endProfiling();
  const f = readdirSync("/tmp/vt/prof")[0];
  const ev = JSON.parse(readFileSync("/tmp/vt/prof/" + f, "utf8"));
  const byOp = new Map<string, [number, number]>(),
    byNode = new Map<string, [number, string]>();
  for (const e of ev)
    if (e.cat === "Node" && e.name.endsWith("_kernel_time")) {
      const o = e.args.op_name;
      const c = byOp.get(o) ?? [0, 0];
      c[0] += e.dur;
      c[1]++;
      byOp.set(o, c);
      const key = e.name.replace("_kernel_time", "");
      const b = byNode.get(key) ?? [
        0,
        o +
          " " +
          JSON.stringify(
            e.args.input_type_shape
              ?.map((x: any) => Object.values(x)[0])
              .map((a: any) => "[" + a + "]")
              .join(" "),
          ) +
          " -> " +
          JSON.stringify(e.args.output_type_shape?.map((x: any) => Object.values(x)[0])[0]),
      ];
      b[0] += e.dur;
      byNode.set(key, b);
    }
  const total = [...byOp.values()].reduce((a, [d]) => a + d, 0);
  console.log("==", name, "total kernel us/run", (total / n).toFixed(0));
  for (const [o, [d, c]] of [...byOp].sort((a, b) => b[1][0] - a[1][0]).slice(0, top))
    console.log(
      "  ",
      o.padEnd(24),
      (d / n).toFixed(1).padStart(9),
      "us",
      (c / n).toFixed(0).padStart(4),
      "x",
    );
  for (const [o, [d, w]] of [...byNode].sort((a, b) => b[1][0] - a[1][0]).slice(0, top))
    console.log("     ", (d / n).toFixed(1).padStart(8), o.slice(0, 30).padEnd(30), w.slice(0, 150));
  await s.release();
}
