/** The collection as Node finds it: reads the folders of `@offprint/papers`. (A bundled server brings its own list.) */
import { loadCard, loadExperiment, loadResults, paperSlugs } from "@offprint/papers/registry";
import type { CollectionPaper } from "./catalogue/seedCollection.ts";

/** Every paper that runs here, with its claims and the last verification. */
export async function readCollection(): Promise<CollectionPaper[]> {
  return Promise.all(
    paperSlugs().map(async (slug) => {
      const [card, experiment, results] = await Promise.all([
        loadCard(slug),
        loadExperiment(slug),
        loadResults(slug),
      ]);
      return { card, claims: experiment.claims, ...(results && { results }) };
    }),
  );
}
