import { InvalidInputError, rateLimiter, type RatePolicy } from "@offprint/daily";
import { takeShared } from "./takeShared.ts";

/** Runs of experiments that one client may start. */
const policy = { name: "runs", requests: 3, seconds: 3600 } satisfies RatePolicy;
const limiter = rateLimiter(policy);
let isBusy = false;

/**
 * Lets a client start a run on this machine: one at a time, and few an hour.
 * @returns what to call at the end of the run
 * @throws InvalidInputError where it has to wait
 */
export async function admitRun(client: string): Promise<() => void> {
  if (isBusy) throw new InvalidInputError("run", "asked for when the one before is done", "now");
  isBusy = true;
  const release = () => {
    isBusy = false;
  };
  const state = process.env["RATE_LIMITS"] === "off" ? null : await takeShared(limiter, client);
  if (state === null || state.isAllowed) return release;
  release();
  const expected = `one of ${policy.requests} an hour, the next in ${Math.ceil(state.reset / 60)} min`;
  throw new InvalidInputError("run", expected, "one more");
}
