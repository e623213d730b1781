import { InvalidInputError } from "@offprint/daily";
import { rateLimiter } from "./rateLimit.ts";

/** Runs of experiments that one client may start. */
const policy = { name: "runs", requests: 3, seconds: 3600 };
const take = rateLimiter(policy);
let isBusy = false;

/**
 * Lets a client start a run on this machine: one at a time, and few an hour.
 * @returns what to call at the end of the run
 * @throws InvalidInputError where it has to wait
 */
export function admitRun(client: string): () => void {
  if (isBusy) throw new InvalidInputError("run", "asked for when the one before is done", "now");
  if (process.env["RATE_LIMITS"] !== "off") {
    const { isAllowed, reset } = take(client);
    const expected = `one of ${policy.requests} an hour, the next in ${Math.ceil(reset / 60)} min`;
    if (!isAllowed) throw new InvalidInputError("run", expected, "one more");
  }
  isBusy = true;
  return () => {
    isBusy = false;
  };
}
