export const deviceNames = { wasm: "Processor (Wasm)", webgpu: "Graphics card (WebGPU)" } as const;

/** Where the engine computes. */
export type Device = keyof typeof deviceNames;

export const isDevice = (name: string): name is Device => name in deviceNames;

/** The devices of this browser; asking a graphics adapter is the only sure way to know that there is one. */
export async function availableDevices(): Promise<Device[]> {
  // Not every browser has WebGPU, whatever the types say.
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  return adapter ? ["wasm", "webgpu"] : ["wasm"];
}
