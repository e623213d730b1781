/** The data folder is already open in another process (or twice in this one). */
export class DataFolderLockedError extends Error {
  override name = "DataFolderLockedError";
  readonly dataFolder: string;
  /** Process id of the one that holds it, where it could be read. */
  readonly holder: number | null;

  constructor(dataFolder: string, holder: number | null) {
    const who = holder === null ? "another process" : `process ${holder}`;
    super(
      `The data folder ${dataFolder} is in use by ${who}. ` +
        "Stop it first, choose another folder, or set DATABASE_URL to share one PostgreSQL database.",
    );
    this.dataFolder = dataFolder;
    this.holder = holder;
  }
}

/** The PostgreSQL server cannot be reached, or refuses us. */
export class DatabaseUnavailableError extends Error {
  override name = "DatabaseUnavailableError";
  /** Where it was looked for: host, port and database, without credentials. */
  readonly where: string;

  constructor(where: string, cause: unknown) {
    super(`No PostgreSQL database at ${where}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.where = where;
  }
}

/** The database was written by a newer version of Offprint. */
export class DatabaseTooNewError extends Error {
  override name = "DatabaseTooNewError";
  /** The newest migration found there. */
  readonly found: string;

  constructor(found: string) {
    super(
      `This database was upgraded by a newer version of Offprint (migration ${found}). Use that version, or a copy made before.`,
    );
    this.found = found;
  }
}

/** A value from outside that cannot be used: a bad id, day, rule or address. */
export class InvalidInputError extends Error {
  override name = "InvalidInputError";
  readonly argument: string;
  readonly expected: string;
  readonly received: string;

  constructor(argument: string, expected: string, received: unknown) {
    const shown = typeof received === "string" ? JSON.stringify(shorten(received)) : String(received);
    super(`${argument} must be ${expected}, not ${shown}`);
    this.argument = argument;
    this.expected = expected;
    this.received = shown;
  }
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
