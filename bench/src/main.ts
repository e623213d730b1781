import { isAvailable, preferredTarget, type Target, targetNames } from "@offprint/compile";
import { parseArgs } from "node:util";
import { describeSize } from "./benchCase.ts";
import { discoverCases } from "./discoverCases.ts";
import { describeMachine } from "./machine.ts";
import { compileFor } from "./offprint.ts";
import { startTfjs } from "./peers/tfjs.ts";
import { missingTorch, startTorch } from "./peers/torch.ts";
import { benchRows, type Mismatch, type Row } from "./row.ts";
import { benchService, serviceUsage } from "./service/benchService.ts";
import { formatMachine, formatTable } from "./table.ts";

const usage = `Usage: npm run bench -- [--json] [--only <text>] [--target <name>]

  --json           print one JSON object instead of a table (npm run --silent bench -- --json: nothing else)
  --only <text>    only methods whose name contains the text
  --target <name>  what programs are compiled for: jit, or onnx (default where ONNX Runtime loads)

A ratio is the method's time over the peer's: below 1 the method is faster.

${serviceUsage}`;

if (process.argv[2] === "service" && !process.argv.includes("--help")) {
  await benchService(process.argv.slice(3)).catch((error: Error) => refuse(error.message));
  process.exit();
}

const { json, only, target } = readOptions();
compileFor(target);
const cases = (await discoverCases()).filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
if (cases.length === 0) refuse(`No method's name contains "${only}".`);

const torch = await startTorch();
const machine = describeMachine(torch, target);
const peers = [await startTfjs(), torch?.peer ?? missingTorch];
const rows: Row[] = [];
const mismatches: Mismatch[] = [];
try {
  const runs = cases.flatMap((benchCase) => benchCase.sizes.map((size) => ({ benchCase, size })));
  for (const [i, { benchCase, size }] of runs.entries()) {
    console.error(`[${i + 1}/${runs.length}] ${benchCase.name}: ${describeSize(size)}`);
    const measured = await benchRows(benchCase, size, peers);
    rows.push(...measured.rows);
    mismatches.push(...measured.mismatches);
  }
} finally {
  await torch?.stop();
}

console.log(
  json
    ? JSON.stringify({ machine, rows }, null, 2)
    : `${formatMachine(machine)}\n\n${formatTable(rows, mismatches)}`,
);
for (const { name, size, peer, reason } of mismatches) {
  console.error(`MISMATCH ${name} (${size}): ${peer} computes something else: ${reason}`);
}
if (mismatches.length > 0) process.exitCode = 1;

function readOptions(): { json: boolean; only: string; target: Target } {
  try {
    const options = {
      json: { type: "boolean" },
      only: { type: "string" },
      target: { type: "string" },
      help: { type: "boolean" },
    } as const;
    const { values } = parseArgs({ options, allowPositionals: process.argv.includes("--help") });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const target = values.target ?? preferredTarget();
    if (!isTarget(target) || !isAvailable(target))
      return refuse(`There is no target "${target}" here.\n\n${usage}`);
    return { json: values.json ?? false, only: values.only ?? "", target };
  } catch (error) {
    return refuse(`${(error as Error).message}\n\n${usage}`);
  }
}

function isTarget(name: string): name is Target {
  return (targetNames as string[]).includes(name);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
