import { resolve } from "$app/paths";

/** The page of a day, a week or a month. */
export function spanPath(span: "day" | "week" | "month", value: string): string {
  if (span === "day") return resolve("/day/[day]", { day: value });
  if (span === "week") return resolve("/week/[week]", { week: value });
  return resolve("/month/[month]", { month: value });
}

/** The page of a paper, by a card's address: a slug, an identifier, or an old identifier such as "math/0611800". */
export function paperPath(address: string): string {
  const [first, number] = address.split("/");
  if (number === undefined) return resolve("/papers/[slug]", { slug: address });
  return resolve("/papers/[archive]/[number]", { archive: first!, number });
}
