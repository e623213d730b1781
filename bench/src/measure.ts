import type { Contender } from "./contender.ts";

export interface MeasureOptions {
  /** Time that each contender is measured for, about. */
  milliseconds?: number;
  /** Blocks of runs into which that time is cut; the contenders take turns block by block. */
  rounds?: number;
}

const fewestRounds = 5;

/**
 * Milliseconds per run of each contender: the median over blocks of runs. Contenders take turns, so that a machine
 * that slows down or speeds up does so for all of them, and another one begins each round.
 */
export async function measure(
  contenders: Contender[],
  { milliseconds = 300, rounds = 10 }: MeasureOptions = {},
): Promise<number[]> {
  const block = milliseconds / rounds;
  const timings: { contender: Contender; count: number; samples: number[] }[] = [];
  for (const contender of contenders) {
    const perRun = await warmUp(contender, block);
    timings.push({ contender, count: Math.max(1, Math.round(block / perRun)), samples: [] });
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % timings.length;
    for (const { contender, count, samples } of [...timings.slice(first), ...timings.slice(0, first)]) {
      const spent = samples.reduce((sum, sample) => sum + sample * count, 0);
      if (samples.length >= fewestRounds && spent >= milliseconds) continue;
      samples.push((await contender.time(count)) / count);
    }
  }
  return timings.map(({ samples }) => median(samples));
}

/** Runs until a whole call of `time` lasts for two blocks (compilers have had their chance then); returns its pace. */
async function warmUp(contender: Contender, block: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const spent = await contender.time(count);
    if (spent >= 2 * block) return spent / count;
  }
}

/** The middle value, or the mean of the middle two. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
