import { databaseState } from "#lib/server/service.ts";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const registry = new Registry();
collectDefaultMetrics({ register: registry });

const durations = new Histogram({
  name: "offprint_request_duration_seconds",
  help: "Time that requests took, by route and status",
  labelNames: ["method", "route", "status"],
  buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});

new Gauge({
  name: "offprint_database_up",
  help: "1 if the database is open",
  registers: [registry],
  collect() {
    this.set(databaseState().state === "open" ? 1 : 0);
  },
});

const methods = ["GET", "HEAD", "POST", "DELETE", "OPTIONS"];

/** @param route its pattern and not the address, of which there are too many */
export function countRequest(method: string, route: string | null, status: number, seconds: number): void {
  const known = methods.includes(method) ? method : "other";
  durations.observe({ method: known, route: route ?? "none", status }, seconds);
}

/** All metrics as Prometheus reads them. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  return { type: registry.contentType, text: await registry.metrics() };
}
