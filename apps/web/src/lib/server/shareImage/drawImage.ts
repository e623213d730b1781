import type { Node, Renderer } from "@takumi-rs/core";
import { createHash } from "node:crypto";
import { logProblem } from "../http/log.ts";
import { imageSize } from "./parts.ts";
import { registerTypefaces } from "./typefaces.ts";
import { workQueue } from "./workQueue.ts";

/** Bytes of images that are kept. */
const mostKept = 32 * 2 ** 20;

/** Drawing leaves the other processors to the readers. */
const enqueue = workQueue({ atOnce: 1, waiting: 50 });

const kept = new Map<string, Buffer<ArrayBuffer>>();
const underWay = new Map<string, Promise<Buffer<ArrayBuffer>>>();
let keptBytes = 0;
let renderer: Promise<Renderer> | undefined;

/** This machine has no program that draws. */
export class NoRendererError extends Error {}

/** A name for what an image shows: equal for equal images only. */
export function keyOf(node: Node): string {
  const content = JSON.stringify(node, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
  );
  return createHash("sha256").update(content).digest("base64url").slice(0, 22);
}

/**
 * Draws an image, or finds it where it was drawn lately.
 * @param key of the node
 * @returns a PNG file
 * @throws BusyError, NoRendererError
 */
export async function drawImage(node: Node, key: string): Promise<Buffer<ArrayBuffer>> {
  const known = kept.get(key);
  if (known) {
    // The last one used is the last one to go.
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  let work = underWay.get(key);
  if (!work) {
    work = enqueue(() => draw(node)).finally(() => underWay.delete(key));
    underWay.set(key, work);
    // Those who ask see it fail.
    work.then(
      (png) => keep(key, png),
      () => {},
    );
  }
  return work;
}

async function draw(node: Node): Promise<Buffer<ArrayBuffer>> {
  const own = await (renderer ??= openRenderer());
  return own.render(node, { ...imageSize, format: "png" });
}

/** Opened when the first image is asked for: it is native, and there are machines that it is not made for. */
async function openRenderer(): Promise<Renderer> {
  const library = await import("@takumi-rs/core").catch((cause: unknown) => {
    logProblem("images for other sites cannot be drawn", cause);
    throw new NoRendererError("No images can be drawn on this machine.", { cause });
  });
  const own = new library.Renderer({ cacheMaxBytes: 4 * 2 ** 20 });
  await registerTypefaces(own);
  return own;
}

function keep(key: string, png: Buffer<ArrayBuffer>): void {
  kept.set(key, png);
  keptBytes += png.length;
  for (const [oldest, { length }] of kept) {
    if (keptBytes <= mostKept) return;
    kept.delete(oldest);
    keptBytes -= length;
  }
}
