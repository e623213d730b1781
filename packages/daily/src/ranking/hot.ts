/**
 * The transparent score behind trending: events with weights that halve every so many hours. All papers fade alike,
 * so the order never has to be computed again as time passes, and one stored number per paper is enough.
 */

/** Something that happened to a paper. */
export interface HotEvent {
  at: Date;
  /** Above 0. */
  weight: number;
}

/** 2025-01-01T00:00:00Z, in seconds: where the stored numbers are small. */
export const hotEpoch = 1_735_689_600;

/** After this many hours an event counts half. */
export const hotHalfLifeHours = 36;

/** log₂ of what the event is worth, in units of an event of weight 1 at the epoch. */
function logWeight({ at, weight }: HotEvent, halfLifeHours: number): number {
  return Math.log2(weight) + (at.getTime() / 1000 - hotEpoch) / (halfLifeHours * 3600);
}

/**
 * The score after one more event: log₂ Σ wᵢ 2^((tᵢ − epoch)/h).
 * @param hot the score before it; null: nothing happened yet
 */
export function addToHot(hot: number | null, event: HotEvent, halfLifeHours = hotHalfLifeHours): number {
  const added = logWeight(event, halfLifeHours);
  if (hot === null) return added;
  return Math.max(hot, added) + Math.log2(1 + 2 ** -Math.abs(hot - added));
}

/** The score of all events, or null if there are none. */
export function hotOf(events: readonly HotEvent[], halfLifeHours = hotHalfLifeHours): number | null {
  return events.reduce<number | null>((hot, event) => addToHot(hot, event, halfLifeHours), null);
}

/** What a score is worth at a moment: Σ wᵢ 2^(−(T − tᵢ)/h). */
export function hotAt(hot: number, at: Date, halfLifeHours = hotHalfLifeHours): number {
  return 2 ** (hot - logWeight({ at, weight: 1 }, halfLifeHours));
}

/** What each event weighs. Papers are never ranked by author or affiliation. */
export const hotWeights = {
  /** Listed for the first time. */
  listed: 1,
  /** A claim was re-tested, whatever the verdict: a failure is news too. */
  claim: 2,
  /** Claims that count for one paper at most. */
  mostClaims: 3,
  /** Code, data or a project page is linked. */
  linked: 0.5,
} as const;
