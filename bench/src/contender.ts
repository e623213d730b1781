/** Something that is timed: a method or its counterpart in another library, at one size. */
export interface Contender {
  /** Runs once and reads everything that it computed, each output flat. */
  outputs(): Promise<ArrayLike<number>[]>;
  /** Milliseconds that `count` runs take, each of them carried out in full. */
  time(count: number): Promise<number>;
  /** Frees what the contender holds. */
  dispose(): void | Promise<void>;
}
