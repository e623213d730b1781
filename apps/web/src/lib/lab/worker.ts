/**
 * The lab's Web Worker. Its name is the device that it computes on.
 *
 * The engine starts a pool of threads where it finds SharedArrayBuffer, and then pays a message for every
 * kernel. The small steps of the lab are faster without, so it is hidden before the engine loads; this file must
 * therefore import nothing that imports the engine.
 */
import type { Device } from "./device.ts";

const scope = globalThis as unknown as EventTarget & { name: string; SharedArrayBuffer?: unknown };
delete scope.SharedArrayBuffer;

const early: MessageEvent[] = [];
const keep = (event: Event) => early.push(event as MessageEvent);
scope.addEventListener("message", keep);

const { serve } = await import("./serve.ts");
serve(scope.name as Device);
scope.removeEventListener("message", keep);
for (const { data } of early) scope.dispatchEvent(new MessageEvent("message", { data }));
