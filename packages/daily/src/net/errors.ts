/** What a source sent is not what it should be: broken, cut short, another format. Worth another try later. */
export class MalformedAnswerError extends Error {
  override name = "MalformedAnswerError";

  constructor(problem: string, answer?: string) {
    super(answer === undefined ? problem : `${problem}: ${JSON.stringify(answer.trim().slice(0, 80))}`);
  }
}

/** An address that must not be asked: not on the list, private, or in a form that is never used. */
export class ForbiddenAddressError extends Error {
  override name = "ForbiddenAddressError";
  readonly url: string;

  constructor(url: string, reason: string) {
    super(`${url.slice(0, 200)} is not asked: ${reason}`);
    this.url = url;
  }
}

/** No usable answer came: no connection, too slow, too large, or an HTTP status that speaks of a passing trouble. */
export class SourceFailureError extends Error {
  override name = "SourceFailureError";
  /** HTTP status, if there was an answer. */
  readonly status: number | null;
  /** When the source asked to be left alone until. */
  readonly retryAt: Date | null;

  constructor(message: string, options: { status?: number; retryAt?: Date | null; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.status = options.status ?? null;
    this.retryAt = options.retryAt ?? null;
  }
}

/** The source understood and said no: a bad argument, a malformed identifier. Asking again does not help. */
export class SourceRefusedError extends Error {
  override name = "SourceRefusedError";
}

/** Nothing is asked now: the source failed too often, or asked for a long pause. What is stored stays. */
export class SourcePausedError extends Error {
  override name = "SourcePausedError";
  readonly source: string;
  readonly until: Date;

  constructor(source: string, until: Date, reason: string) {
    super(`${source} is not asked before ${until.toISOString()}: ${reason}`);
    this.source = source;
    this.until = until;
  }
}
