import { once } from "node:events";
import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";

/** Does the background jobs until a signal; what is stored stays, and a job cut short is done again. */
export function workerCommand(context: Context): Promise<number> {
  const { environment, signal, terminal } = context;
  const write = (level: string, message: string, details: object) =>
    terminal.out(JSON.stringify({ time: new Date().toISOString(), level, message, ...details }));
  return withCatalogue(context, async ({ open }) => {
    const daily = await import("@offprint/daily");
    const settings = daily.readEmbeddingSettings(environment);
    const { userAgent } = daily.readIngestSettings(environment);
    const embeddings = settings && (await daily.openEmbeddingProvider(settings, userAgent));
    const stop = await daily.startWorker(open, {
      ingest: true,
      environment,
      embeddings,
      log: ({ level, message, ...details }) => write(level, message, details),
      onError: (error) => write("error", "a background job failed", { error: String(error) }),
    });
    write("info", "the worker is at work", { database: open.engine });
    if (!signal.aborted) await once(signal, "abort");
    await stop();
    await embeddings?.close();
    write("info", "the worker has stopped", {});
    return exitCodes.fine;
  });
}
