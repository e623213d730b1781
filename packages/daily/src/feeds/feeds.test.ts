import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { describe, expect, test } from "vitest";
import { samplePaper, samplePaperWithLab } from "../../test/samplePaper.ts";
import { InvalidInputError } from "../errors.ts";
import { atomFeed } from "./atomFeed.ts";
import { etagOf, isNotModified } from "./conditional.ts";
import { paperEntry, verdictEntry } from "./entries.ts";
import type { Feed } from "./feed.ts";
import { jsonFeed } from "./jsonFeed.ts";
import { rssFeed } from "./rssFeed.ts";
import { openSearchDescription, robotsTxt, sitemap, sitemapIndex } from "./siteFiles.ts";
import { escapeXml } from "./xml.ts";

const origin = "https://papers.example.org";
const feed: Feed = {
  id: `tag:papers.example.org,2026:feed/today`,
  title: "Today & tomorrow <3",
  description: "Papers of the day",
  homeUrl: `${origin}/`,
  selfUrl: `${origin}/feeds/today.atom?a=1&b=2`,
  nextUrl: `${origin}/feeds/today.atom?cursor=x`,
  updated: new Date("2026-01-05T01:00:00Z"),
  publisher: "Offprint",
  entries: [
    paperEntry(origin, samplePaperWithLab),
    paperEntry(origin, { ...samplePaper, key: "math/0611800" }),
  ],
};
const nasty: Feed = {
  ...feed,
  entries: [
    paperEntry(origin, {
      ...samplePaper,
      title: "<script>alert(1)</script> ]]> & \u0000\u0007\uFFFE\ud800 “q”",
      abstract: "a < b && c > d <b>bold</b>",
    }),
  ],
};

describe("Atom", () => {
  test("a feed reader finds everything", () => {
    const read = parseAtomFeed(atomFeed(feed));
    expect(read).toMatchObject({
      id: feed.id,
      title: { value: feed.title },
      authors: [{ name: "Offprint" }],
      updated: "2026-01-10T04:00:00.000Z",
      entries: [
        {
          id: "tag:papers.example.org,2026:paper/2601.01230",
          title: { value: samplePaper.title },
          updated: "2026-01-10T04:00:00.000Z",
          published: "2026-01-05T01:00:00.000Z",
          authors: [
            { name: "Ada Example", uri: `${origin}/authors/ada-example` },
            { name: "José Prueba Jr" },
          ],
          categories: [{ term: "cs.LG" }, { term: "stat.ML" }, { term: "ranking" }],
          summary: { type: "text", value: expect.stringContaining("On k=3 toy sets") },
        },
        { id: "tag:papers.example.org,2026:paper/math/0611800" },
      ],
    });
    const links = Object.fromEntries((read.links ?? []).map((link) => [link.rel, link.href]));
    expect(links).toEqual({ alternate: feed.homeUrl, self: feed.selfUrl, next: feed.nextUrl });
  });
});

describe("RSS", () => {
  test("a feed reader finds everything", () => {
    const read = parseRssFeed(rssFeed(feed));
    expect(read).toMatchObject({
      title: feed.title,
      link: feed.homeUrl,
      description: feed.description,
      ttl: 15,
      lastBuildDate: "Sat, 10 Jan 2026 04:00:00 GMT",
      items: [
        {
          title: samplePaper.title,
          link: `${origin}/papers/2601.01230`,
          guid: { value: "tag:papers.example.org,2026:paper/2601.01230", isPermaLink: false },
          pubDate: "Mon, 05 Jan 2026 01:00:00 GMT",
          dc: { creators: ["Ada Example", "José Prueba Jr"] },
        },
        { link: `${origin}/papers/math/0611800` },
      ],
    });
    expect(read.atom?.links).toContainEqual({ href: feed.selfUrl, rel: "self", type: "application/rss+xml" });
  });

  test("a description is text even where readers take it for HTML", () => {
    const read = parseRssFeed(rssFeed(nasty));
    expect(read.items?.[0]?.description).toBe(
      "a &lt; b && c &gt; d &lt;b&gt;bold&lt;/b&gt;".replaceAll("&&", "&amp;&amp;"),
    );
  });
});

describe("JSON Feed", () => {
  test("a feed reader finds everything", () => {
    const text = jsonFeed(feed);
    expect(parseJsonFeed(text)).toMatchObject({
      title: feed.title,
      feed_url: feed.selfUrl,
      next_url: feed.nextUrl,
    });
    expect(JSON.parse(text)).toMatchObject({
      version: "https://jsonfeed.org/version/1.1",
      home_page_url: feed.homeUrl,
      language: "en",
      items: [
        {
          id: "tag:papers.example.org,2026:paper/2601.01230",
          url: `${origin}/papers/2601.01230`,
          external_url: "https://arxiv.org/abs/2601.01230",
          date_published: "2026-01-05T01:00:00.000Z",
          date_modified: "2026-01-10T04:00:00.000Z",
          tags: ["cs.LG", "stat.ML", "ranking"],
          _offprint: { claims: { reproduced: 2, contradicted: 1, inconclusive: 0, untested: 1 } },
        },
        { id: "tag:papers.example.org,2026:paper/math/0611800" },
      ],
    });
    expect(JSON.parse(text).items[1]).not.toHaveProperty("_offprint");
  });
});

test("feeds are well formed whatever the texts, and never hold a tag of theirs", () => {
  expect(atomFeed(nasty)).not.toContain("<script");
  expect(rssFeed(nasty)).not.toContain("<script");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, abstract) => {
      const wild = { ...feed, title, entries: [paperEntry(origin, { ...samplePaper, title, abstract })] };
      for (const text of [atomFeed(wild), rssFeed(wild)]) {
        expect(XMLValidator.validate(text)).toBe(true);
        // eslint-disable-next-line no-control-regex -- they are what is looked for
        expect(text).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      }
    }),
  );
});

test("at most fifty entries; an empty list keeps its own date", () => {
  const many = { ...feed, entries: Array.from({ length: 70 }, () => feed.entries[0]!) };
  expect(parseAtomFeed(atomFeed(many)).entries).toHaveLength(50);
  expect(parseRssFeed(rssFeed(many)).items).toHaveLength(50);
  expect(JSON.parse(jsonFeed(many)).items).toHaveLength(50);
  expect(parseAtomFeed(atomFeed({ ...feed, entries: [] })).updated).toBe("2026-01-05T01:00:00.000Z");
});

test("a paper without an abstract shows the idea in our words; a withdrawn one says so", () => {
  expect(paperEntry(origin, { ...samplePaperWithLab, abstract: "" }).summary).toBe(
    "A margin that follows the batch.",
  );
  const withdrawn = { at: new Date("2026-01-11"), reason: "An error." };
  expect(paperEntry(origin, { ...samplePaper, withdrawn }).summary).toMatch(/^Withdrawn\. We let the margin/);
});

test("a verdict that changed", () => {
  const entry = verdictEntry(origin, {
    paper: { source: "arxiv", key: "2601.01230", slug: "adaptive-margin", title: samplePaper.title },
    claim: { name: "halves", headline: true, statement: "The rate is halved." },
    testedAt: new Date("2026-02-01T00:00:00Z"),
    verdict: "contradicted",
    before: "reproduced",
  });
  expect(entry).toMatchObject({
    id: "tag:papers.example.org,2026:claim/2601.01230/halves/2026-02-01T00:00:00.000Z",
    url: `${origin}/papers/2601.01230#claim-halves`,
    title: `Contradicted, was reproduced: ${samplePaper.title}`,
  });
});

describe("conditional requests", () => {
  const etag = etagOf("body");
  const modified = new Date("2026-01-05T01:00:00.700Z");
  test.each([
    [etag, null, true],
    [`W/${etag}`, null, true],
    [`"other", ${etag}`, null, true],
    ["*", null, true],
    ['"other"', "Mon, 05 Jan 2026 01:00:00 GMT", false],
    [null, "Mon, 05 Jan 2026 01:00:00 GMT", true],
    [null, "Mon, 05 Jan 2026 00:59:59 GMT", false],
    [null, "yesterday", false],
    [null, null, false],
    ["garbage", null, false],
  ])("If-None-Match %s, If-Modified-Since %s", (ifNoneMatch, ifModifiedSince, expected) => {
    expect(isNotModified({ ifNoneMatch, ifModifiedSince }, { etag, modified })).toBe(expected);
  });

  test("validators are those of the text", () => {
    expect(etagOf("body")).toBe(etag);
    expect(etagOf("body ")).not.toBe(etag);
    expect(etag).toMatch(/^"[\w-]{22}"$/);
  });
});

describe("files of the site", () => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" });

  test("OpenSearch", () => {
    const read = parser.parse(openSearchDescription(origin)).OpenSearchDescription;
    expect(read).toMatchObject({ ShortName: "Offprint", xmlns: "http://a9.com/-/spec/opensearch/1.1/" });
    expect(read.Url).toEqual([
      { type: "text/html", template: `${origin}/search?q={searchTerms}` },
      { type: "application/atom+xml", template: `${origin}/search.atom?q={searchTerms}` },
      { type: "application/x-suggestions+json", template: `${origin}/api/suggest?q={searchTerms}` },
    ]);
    expect(
      parser.parse(openSearchDescription(origin, "A very long name of a site")).OpenSearchDescription
        .ShortName,
    ).toHaveLength(16);
  });

  test("sitemaps", () => {
    const pages = [
      { url: `${origin}/papers/1?a=1&b=2`, changed: new Date("2026-01-05T00:00:00Z") },
      { url: `${origin}/`, changed: new Date("2026-01-06T00:00:00Z") },
    ];
    expect(parser.parse(sitemap(pages)).urlset.url[0]).toEqual({
      loc: `${origin}/papers/1?a=1&amp;b=2`.replace("&amp;", "&"),
      lastmod: "2026-01-05T00:00:00.000Z",
    });
    expect(parser.parse(sitemapIndex(pages)).sitemapindex.sitemap).toHaveLength(2);
    expect(() => sitemap(Array.from({ length: 50_001 }, () => pages[0]!))).toThrow(InvalidInputError);
  });

  test("robots", () => expect(robotsTxt(origin)).toContain(`Disallow: /search?\n`));
});

test("escapeXml", () =>
  expect(escapeXml(`<a href="x">'&'</a>`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"));
