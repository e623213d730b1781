import { answerMachine, publicAnswer } from "#lib/server/http/answers.ts";
import { countSitemapParts, sitemapIndex } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** The list of all parts of the sitemap. */
export const GET: RequestHandler = (event) =>
  answerMachine(async ({ db }) => {
    const count = await countSitemapParts(db);
    const parts = Array.from({ length: count }, (_, i) => `/sitemaps/${i + 1}.xml`);
    const changed = new Date(new Date().toISOString().slice(0, 10));
    const sitemaps = ["/sitemaps/pages.xml", ...parts].map((path) => ({
      url: event.url.origin + path,
      changed,
    }));
    return publicAnswer(event, sitemapIndex(sitemaps), {
      type: "application/xml; charset=utf-8",
      maxAge: 3600,
    });
  });
