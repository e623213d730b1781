import { answerMachine, publicAnswer } from "#lib/server/http/answers.ts";
import { countSitemapParts, NotFoundError, paperUrl, sitemap, sitemapPapers } from "@offprint/daily";
import type { RequestHandler } from "./$types";

const pages = ["/", "/trending", "/categories", "/collection", "/claims", "/about", "/api"];

/** One part of the sitemap: the site's own pages, or up to 50 000 papers. */
export const GET: RequestHandler = (event) =>
  answerMachine(async ({ db }) => {
    const { origin } = event.url;
    const type = "application/xml; charset=utf-8";
    if (event.params.part === "pages") {
      const changed = new Date(new Date().toISOString().slice(0, 10));
      const own = pages.map((path) => ({ url: origin + path, changed }));
      return publicAnswer(event, sitemap(own), { type, maxAge: 3600 });
    }
    const part = /^[1-9]\d{0,5}$/.test(event.params.part!) ? Number(event.params.part) : 0;
    if (part < 1 || part > (await countSitemapParts(db))) throw new NotFoundError("There is no such part.");
    const papers = await sitemapPapers(db, part);
    const urls = papers.map((paper) => ({ url: paperUrl(origin, paper), changed: paper.changedAt }));
    return publicAnswer(event, sitemap(urls), { type, maxAge: 3600 });
  });
