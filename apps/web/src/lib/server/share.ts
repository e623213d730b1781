import { pageOpenGraphTags, type PropertyTag } from "@offprint/daily";
import type { SpanView } from "./dayView.ts";

export interface Shared {
  title: string;
  description: string;
  /** The image that stands for the page, from the root; null where there is nothing to show. */
  image: { path: string; alt: string } | null;
}

/** What other sites show of a page. */
export function shareTags(url: URL, { title, description, image }: Shared): PropertyTag[] {
  return pageOpenGraphTags({
    url: url.origin + url.pathname,
    title,
    description,
    type: "website",
    image: image && { url: url.origin + image.path, alt: image.alt },
  });
}

/** The same of a day, a week or a month. */
export function shareSpan(url: URL, { title, span, value, cards }: SpanView): PropertyTag[] {
  const image = { path: `/${span}/${value}.png`, alt: `The first papers of ${title}` };
  return shareTags(url, {
    title: `Papers of ${title}`,
    description: `The papers of the ${span}, ranked, with the reason for each place.`,
    image: cards.length > 0 ? image : null,
  });
}

export const frontShared: Shared = {
  title: "Offprint: daily papers you can run",
  description:
    "The day's research papers, and those that run in your browser, with every claim re-tested in the open.",
  image: { path: "/today.png", alt: "The first papers of the latest day" },
};

export const trendingShared: Shared = {
  title: "Trending papers",
  description: "Papers by what happened to them lately, with the reason for each place.",
  image: { path: "/trending.png", alt: "The papers that trend most" },
};

export const collectionShared: Shared = {
  title: "Papers you can run",
  description: "Research papers you can run in your browser, with every claim re-tested in the open.",
  image: { path: "/collection.png", alt: "Pictures of papers that run, and the verdicts on their claims" },
};

export const claimsShared: Shared = {
  title: "Claims, re-tested in the open",
  description: "What papers claim, and what became of it when it was run again.",
  image: { path: "/claims.png", alt: "How many claims came to which verdict" },
};
