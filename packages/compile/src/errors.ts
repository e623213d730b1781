/** A function that cannot be made into a program, or arguments that do not fit the one that was made. */
export class TraceError extends TypeError {
  override readonly name = "TraceError";
  /** Path of the argument that is to blame, such as `state.weights`; undefined where none is. */
  readonly argument: string | undefined;
  /** What the program was traced with, or needs. */
  readonly expected: string;
  /** What there is now. */
  readonly received: string;

  constructor(
    message: string,
    {
      argument,
      expected,
      received,
      cause,
    }: { argument?: string; expected: string; received: string; cause?: unknown },
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.argument = argument;
    this.expected = expected;
    this.received = received;
  }
}
