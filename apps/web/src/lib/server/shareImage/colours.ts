import { faces } from "./typefaces.ts";
import tokens from "../../../styles/tokens.css?raw";

/** The site's colours by the names of their variables, as they are on a light page. */
export const colours = new Map(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#\w+),/g)].map(([, name, light]) => [name!, light!]),
);
for (const [, name, other] of tokens.matchAll(/--([\w-]+): var\(--([\w-]+)\);/g)) {
  colours.set(name!, colour(other!));
}

/** @throws Error for a name that the site's styles do not have */
export function colour(name: string): string {
  const found = colours.get(name);
  if (!found) throw new Error(`The site has no colour "${name}"`);
  return found;
}

/** A drawing of the site with its variables and typeface filled in, for places that have no style sheet. */
export function withColours(svg: string): string {
  return svg
    .replace(/var\(--([\w-]+)(?:,\s*([^()]*))?\)/g, (_, name: string, instead?: string) => {
      return colours.get(name) ?? instead ?? colour("ink");
    })
    .replaceAll("currentColor", colour("ink"))
    .replaceAll('font-family="inherit"', `font-family="${faces.sans}"`);
}
