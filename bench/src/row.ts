import { rng } from "@offprint/datasets";
import { type BenchCase, describeSize, type Size } from "./benchCase.ts";
import type { Contender } from "./contender.ts";
import { disagreement } from "./disagreement.ts";
import { measure, type MeasureOptions } from "./measure.ts";
import { offprintContender, toArray } from "./offprint.ts";
import type { Peer } from "./peers/peer.ts";

/** One method at one size against one peer. */
export interface Row {
  name: string;
  size: string;
  /** What the method ran on. */
  target: string;
  /** Milliseconds of one run of the method. */
  ms: number;
  peer: string;
  /** Milliseconds of the peer; null where it is missing, has no form of the method or computed something else. */
  peerMs: number | null;
  /** ms / peerMs: below 1 the method is faster than the peer. */
  ratio: number | null;
}

/** A peer that does not compute what the method computes. */
export interface Mismatch {
  name: string;
  size: string;
  peer: string;
  reason: string;
}

/** Consecutive runs that are compared, so that an update is also compared on what it left behind. */
const comparedRuns = 3;

/** Checks every peer against the method at one size, then times all of them in turns: a row for each peer. */
export async function benchRows(
  benchCase: BenchCase,
  size: Size,
  peers: Peer[],
  options?: MeasureOptions,
): Promise<{ rows: Row[]; mismatches: Mismatch[] }> {
  const inputs = benchCase.inputs(size, rng(1));
  const arrays = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, toArray(x)]));
  const call = benchCase.offprint(arrays, size, inputs);
  const method = offprintContender(call, Object.values(arrays));
  const opponents: { peer: string; contender: Contender | null }[] = [];
  const about = { name: benchCase.name, size: describeSize(size) };
  try {
    const expected = await severalOutputs(method);
    const mismatches: Mismatch[] = [];
    for (const peer of peers) {
      const contender = await peer.prepare(benchCase, size, inputs);
      const opponent = { peer: peer.nameFor(benchCase), contender };
      opponents.push(opponent);
      const reason = contender && disagreement(expected, await severalOutputs(contender));
      if (!reason) continue;
      mismatches.push({ ...about, peer: opponent.peer, reason });
      opponent.contender = null;
      await contender.dispose();
    }
    const present = opponents.map(({ contender }) => contender).filter((contender) => contender !== null);
    const [ms, ...others] = await measure([method, ...present], options);
    const rows = opponents.map(({ peer, contender }): Row => {
      const peerMs = contender ? others[present.indexOf(contender)]! : null;
      const ratio = peerMs === null ? null : ms! / peerMs;
      return { ...about, target: call.target, ms: ms!, peer, peerMs, ratio };
    });
    return { rows, mismatches };
  } finally {
    for (const { contender } of opponents) await contender?.dispose();
    await method.dispose();
  }
}

async function severalOutputs(contender: Contender): Promise<ArrayLike<number>[]> {
  const outputs: ArrayLike<number>[] = [];
  for (let run = 0; run < comparedRuns; run++) outputs.push(...(await contender.outputs()));
  return outputs;
}
