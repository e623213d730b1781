import type { ApiContext } from "@offprint/daily";
import { loadMethods, type Service, timeZone } from "../service.ts";

/** What the reads of the API work on, for one request. */
export function apiContext({ db, semantic }: Service, url: URL): ApiContext {
  return { db, semantic, origin: url.origin, zone: timeZone(), now: new Date(), methods: loadMethods };
}
