import { paperKinds, type PaperKind } from "@offprint/papers";
import { keywordsOf, matchesKeywords } from "./keywords.ts";
import { verdictStates, type ListedClaim, type VerdictState } from "./paper.ts";
import { writeSearch, type Params, type SearchString } from "./search.ts";

/** What a reader asked of the claims; stands in the address. */
export interface ClaimQuery {
  /** Keywords. */
  q: string;
  verdict: VerdictState | "";
  kind: PaperKind | "";
  topic: string;
}

export function readClaimQuery(params: Params): ClaimQuery {
  const [verdict, kind] = [params.get("verdict") ?? "", params.get("kind") ?? ""];
  return {
    q: params.get("q") ?? "",
    verdict: verdictStates.find((state) => state === verdict) ?? "",
    kind: kind in paperKinds ? (kind as PaperKind) : "",
    topic: params.get("topic") ?? "",
  };
}

/** The query as a search string with its question mark, or nothing where it asks for nothing. */
export const writeClaimQuery = (query: ClaimQuery): SearchString => writeSearch({ ...query });

/** The claims that a query asks for, in the order given. */
export function findClaims(claims: ListedClaim[], query: ClaimQuery): ListedClaim[] {
  const keywords = keywordsOf(query.q);
  return claims
    .filter(({ verdict }) => !query.verdict || verdict === query.verdict)
    .filter(({ paper }) => !query.kind || paper.kind === query.kind)
    .filter(({ paper }) => !query.topic || paper.topics.includes(query.topic))
    .filter(({ id, text, paper }) => matchesKeywords([id, text, paper.title, ...paper.topics], keywords));
}
