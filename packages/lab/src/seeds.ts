import type { Protocol } from "./claim.ts";

/** Live and pilot runs use seeds below this; verification seeds are never below it. */
export const firstVerificationSeed = 1_000_000;

/**
 * The seeds that judge a claim. They follow from the names alone, so nobody can choose them, and a new version
 * of a protocol brings new ones.
 * @returns `protocol.seeds` distinct integers in [1 000 000, 2³¹)
 */
export function verificationSeeds(slug: string, protocol: Protocol): number[] {
  const seeds = new Set<number>();
  for (let i = 0; seeds.size < protocol.seeds; i++) {
    const hash = hash32(`${slug}/${protocol.id}@${protocol.version}#${i}`);
    seeds.add(firstVerificationSeed + (hash % (2 ** 31 - firstVerificationSeed)));
  }
  return [...seeds];
}

/** FNV-1a over UTF-16 code units with MurmurHash3's finaliser, so that close names give unrelated seeds. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
