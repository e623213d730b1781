/** A paper and how near it is: the cosine of the angle between the vectors, −1 to 1. */
export interface NearPaper {
  id: number;
  similarity: number;
}

/** Search by meaning. */
export interface SemanticSearch {
  /** Name of the model, for people. */
  readonly model: string;
  /** False until all papers have been embedded once with this model. */
  isReady(): Promise<boolean>;
  /** Papers nearest to a text, nearest first. */
  nearestToText(text: string, limit: number): Promise<NearPaper[]>;
  /** Papers nearest to a paper, without itself; null if it has no vector yet. */
  nearestToPaper(id: number, limit: number): Promise<NearPaper[] | null>;
}
