import { Array, defaultDevice, devicePut, numpy as np } from "@jax-js/jax";

/** The part of an engine backend that hands out and takes back buffers. */
interface BufferPool {
  malloc(size: number, initialData?: Uint8Array): number;
  incRef(slot: number): void;
  decRef(slot: number): void;
}

const counters = new Map<string, { live: number }>();

/**
 * The engine keeps no public count of its buffers, so the counter sits between it and its backend: `_put`
 * is the one public place that shows the backend object, and every allocation and release goes through it.
 */
async function findBackend(): Promise<BufferPool> {
  const original = Array.prototype._put;
  let found: BufferPool | undefined;
  Array.prototype._put = function (backend) {
    found = backend;
    return original.call(this, backend);
  };
  try {
    (await devicePut(np.array([0]), defaultDevice())).dispose();
  } finally {
    Array.prototype._put = original;
  }
  if (!found) throw new Error("the engine no longer shows its backend through Array._put");
  return found;
}

async function counter(): Promise<{ live: number }> {
  const device = defaultDevice();
  const known = counters.get(device);
  if (known) return known;
  const backend = await findBackend();
  const fresh = { live: 0 };
  const references = new Map<number, number>();
  const { malloc, incRef, decRef } = backend;
  backend.malloc = (size, initialData) => {
    const slot = malloc.call(backend, size, initialData);
    references.set(slot, 1);
    fresh.live++;
    return slot;
  };
  backend.incRef = (slot) => {
    incRef.call(backend, slot);
    if (references.has(slot)) references.set(slot, references.get(slot)! + 1);
  };
  backend.decRef = (slot) => {
    decRef.call(backend, slot);
    const left = (references.get(slot) ?? Infinity) - 1;
    if (left > 0) return void references.set(slot, left);
    references.delete(slot);
    fresh.live--;
  };
  counters.set(device, fresh);
  return fresh;
}

/**
 * Runs `body` and returns how many engine buffers it allocated and did not free: 0 for a function that
 * keeps the ownership rule. Arrays that it returns must be read or disposed inside `body`.
 *
 * A negative number means that it freed buffers which it was not given. Using an array after it was freed
 * throws in the engine itself. Functions that compile on first use keep their constants: call them once
 * before measuring.
 */
export async function leakedBuffers(body: () => void | Promise<void>): Promise<number> {
  const buffers = await counter();
  const before = buffers.live;
  await body();
  return buffers.live - before;
}
