import { type Array, random } from "@jax-js/jax";

/**
 * The batches of one epoch: a random order of 0..count−1, cut into pieces. Equal keys give equal batches.
 * @param key consumed; split one key for several epochs
 * @param count number of examples
 * @param batchSize examples in a batch, at most `count`
 * @param options.dropLast leave out what is too short at the end, so that all batches have one shape. Default true.
 * @returns int32 indices of each batch
 *
 * @example
 * for (const epochKey of np.unstack(random.split(key, epochs))) {
 *   for (const batch of await minibatches(epochKey, 1200, 64)) state = await train.step(state, np.array(batch));
 * }
 */
export async function minibatches(
  key: Array,
  count: number,
  batchSize: number,
  { dropLast = true }: { dropLast?: boolean } = {},
): Promise<Int32Array<ArrayBuffer>[]> {
  const order = Int32Array.from(await random.permutation(key, count).data());
  const whole = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return globalThis.Array.from({ length: whole }, (_, at) =>
    order.slice(at * batchSize, (at + 1) * batchSize),
  );
}
