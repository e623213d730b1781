/**
 * Bad input to a public function. Thrown before anything is computed; no array has been consumed.
 *
 * @example
 * throw new InvalidArgumentError("temperature", "a finite number > 0", temperature);
 */
export class InvalidArgumentError extends Error {
  override readonly name = "InvalidArgumentError";
  /** Name of the offending argument or option. */
  readonly argument: string;
  /** What the function takes there, in words. */
  readonly expected: string;
  /** What came instead, in words. */
  readonly received: string;

  constructor(argument: string, expected: string, received: unknown) {
    const came = describe(received);
    super(`${argument}: expected ${expected}, received ${came}`);
    this.argument = argument;
    this.expected = expected;
    this.received = came;
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  return String(value);
}
