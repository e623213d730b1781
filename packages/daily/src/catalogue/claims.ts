/** One measured part of a claim's test: what was measured, what was found. */
export interface CheckRecord {
  label: string;
  /** The value, or the mean over seeds; null where it is not a number. */
  estimate: number | null;
  /** 95 % interval of the mean over seeds, where one was judged. */
  interval: [number, number] | null;
  /** Where the estimate must lie for the claim to hold; ends excluded. */
  accept: { above?: number; below?: number };
}
