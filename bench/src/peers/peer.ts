import type { BenchCase, Input, Size } from "../benchCase.ts";
import type { Contender } from "../contender.ts";

/** Another library. */
export interface Peer {
  /** Its name in the row of a case. */
  nameFor(benchCase: BenchCase): string;
  /** Its contender; null where the library is missing or has no natural form of the method. */
  prepare(benchCase: BenchCase, size: Size, inputs: Record<string, Input>): Promise<Contender | null>;
}
