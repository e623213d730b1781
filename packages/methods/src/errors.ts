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

/** Elements of a list that a message shows. */
const shownElements = 8;

function describe(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const more = value.length > shownElements ? [`… ${value.length} in all`] : [];
    return `[${[...value.slice(0, shownElements).map(describe), ...more].join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) return describeObject(value);
  return String(value);
}

function describeObject(value: object): string {
  if ("shape" in value && Array.isArray(value.shape)) return `an array of shape [${value.shape.join(", ")}]`;
  return `{${Object.keys(value).join(", ")}}`;
}
