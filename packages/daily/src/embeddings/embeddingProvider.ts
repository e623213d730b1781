/** Makes vectors of texts. */
export interface EmbeddingProvider {
  /** Name that tells this model from every other; vectors are filed under it. */
  readonly model: string;
  /**
   * Vectors of texts as a paper's title and abstract, one for each, of unit length and all of one size.
   * @throws EmbeddingError
   */
  embedPapers(texts: readonly string[]): Promise<Float32Array[]>;
  /**
   * The vector of what somebody looks for.
   * @throws EmbeddingError
   */
  embedQuery(text: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A model that is not there, cannot be used, or answered something else than vectors. */
export class EmbeddingError extends Error {
  override name = "EmbeddingError";
}

/**
 * Brings a vector to unit length.
 * @throws EmbeddingError if it has none
 */
export function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 0) || !Number.isFinite(length))
    throw new EmbeddingError("The model gave a vector without length.");
  return vector.map((value) => value / length);
}
