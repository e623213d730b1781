import { operations, type Operation } from "@offprint/daily";

const templates = operations
  .map((operation) => {
    const parts = operation.path.split("{id}").map((part) => part.replaceAll("/", "\\/"));
    return { operation, pattern: new RegExp(`^${parts.join("(.+)")}$`) };
  })
  // Those with something after the name of a paper first: names may have slashes.
  .sort((a, b) => b.operation.path.length - a.operation.path.length);

/** The read that a path below /api/v1 names, with the name of the paper in it. */
export function findOperation(path: string): { operation: Operation; id: string } | null {
  for (const { operation, pattern } of templates) {
    const match = pattern.exec(path);
    if (match) return { operation, id: match[1] ?? "" };
  }
  return null;
}
