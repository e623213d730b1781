/** What a {@link DataError} says, by its code. */
export interface DataErrorDetails {
  /** An argument or option out of range. */
  BAD_ARGUMENT: { argument: string; expected: string; received: string };
  /** A file that is not what it should be; `line` counts from 1, the header included. */
  BAD_FORMAT: { file: string; line: number; reason: string };
}

export type DataErrorCode = keyof DataErrorDetails;

/** A data set or a generator could not give what was asked; no partial data was returned. */
export class DataError<Code extends DataErrorCode = DataErrorCode> extends Error {
  override readonly name = "DataError";
  readonly code: Code;
  readonly detail: DataErrorDetails[Code];

  constructor(code: Code, detail: DataErrorDetails[Code]) {
    super(`${code}: ${describe(detail)}`);
    this.code = code;
    this.detail = detail;
  }
}

/** A `BAD_ARGUMENT` error, with the received value in words. */
export function badArgument(
  argument: string,
  expected: string,
  received: unknown,
): DataError<"BAD_ARGUMENT"> {
  return new DataError("BAD_ARGUMENT", { argument, expected, received: String(received) });
}

function describe(detail: DataErrorDetails[DataErrorCode]): string {
  if ("file" in detail) return `${detail.file}, line ${detail.line}: ${detail.reason}`;
  return `${detail.argument}: expected ${detail.expected}, received ${detail.received}`;
}
