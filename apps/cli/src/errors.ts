/** The command line was used in a way that it does not have; nothing was run. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A signal asked the process to stop. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("stopped");
    this.exitCode = exitCode;
  }
}

/** A command could not do its work, for a reason that its message tells in full. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** What a process says about how it went. */
export const exitCodes = { fine: 0, failed: 1, wrongUse: 2 } as const;
