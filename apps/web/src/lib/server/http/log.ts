export type LogLevel = "info" | "warn" | "error";

/** Writes one line of JSON, or nothing where `OFFPRINT_LOG` is "off". */
export function logEvent(
  level: LogLevel,
  message: string,
  details: Record<string, unknown> = {},
  write: (line: string) => void = console.log,
  now: () => Date = () => new Date(),
): void {
  if (process.env["OFFPRINT_LOG"] === "off") return;
  write(JSON.stringify({ time: now().toISOString(), level, message, ...details }));
}

/** Writes down what went wrong. */
export function logProblem(message: string, reason: unknown): void {
  const error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  logEvent("error", message, { error });
}

export interface LoggedRequest {
  method: string;
  /** Without what stands after the question mark, where people's words and secrets are. */
  path: string;
  route: string | null;
  status: number;
  milliseconds: number;
}

export function logRequest({ milliseconds, ...request }: LoggedRequest): void {
  const level = request.status >= 500 ? "error" : "info";
  logEvent(level, "request", { ...request, milliseconds: Math.round(milliseconds) });
}
