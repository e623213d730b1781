import { expect, test } from "vitest";
import { samplePaper, samplePaperWithLab } from "../../test/samplePaper.ts";
import { jsonLdScript, paperJsonLd } from "./jsonLd.ts";
import { highwireTags, openGraphTags } from "./pageTags.ts";

const origin = "https://papers.example.org";

test("JSON-LD", () => {
  expect(paperJsonLd(origin, samplePaperWithLab)).toEqual({
    "@context": "https://schema.org",
    "@type": "ScholarlyArticle",
    "@id": "https://papers.example.org/papers/2601.01230",
    headline: samplePaper.title,
    name: samplePaper.title,
    abstract: expect.stringContaining("On k=3 toy sets"),
    inLanguage: "en",
    datePublished: "2026-01-03",
    dateModified: "2026-01-09",
    author: [
      {
        "@type": "Person",
        name: "Ada Example",
        affiliation: { "@type": "Organization", name: "Example Institute" },
      },
      { "@type": "Person", name: "José Prueba Jr" },
    ],
    identifier: [{ "@type": "PropertyValue", propertyID: "arXiv", value: "2601.01230" }],
    sameAs: ["https://arxiv.org/abs/2601.01230", "https://doi.org/10.5555/example.1"],
    license: "http://creativecommons.org/licenses/by/4.0/",
    isAccessibleForFree: true,
    keywords: ["cs.LG", "stat.ML", "ranking"],
    workExample: {
      "@type": "SoftwareSourceCode",
      codeRepository: "https://papers.example.org/papers/adaptive-margin",
      programmingLanguage: "TypeScript",
    },
  });
});

test("JSON-LD cannot end its script element", () => {
  const script = jsonLdScript(paperJsonLd(origin, { ...samplePaper, title: "</script><!-- \u2028" }));
  expect(script).not.toMatch(/<|\u2028/);
  expect((JSON.parse(script) as { name: string }).name).toContain("</script>");
});

test("a bare paper of another source", () => {
  const bare = {
    ...samplePaper,
    source: "openreview",
    key: "a b",
    doi: null,
    license: null,
    revisedAt: null,
  };
  const made = paperJsonLd(origin, { ...bare, publishedPrecision: "month", title: "x".repeat(200) });
  expect(made).toMatchObject({
    "@id": `${origin}/papers/openreview:a%20b`,
    datePublished: "2026-01",
    sameAs: [],
  });
  expect(made.headline).toHaveLength(110);
  expect(made).not.toHaveProperty("identifier");
  expect(highwireTags(bare).map(({ name }) => name)).not.toContain("citation_pdf_url");
});

test("Highwire tags", () => {
  expect(highwireTags(samplePaper).map(({ name, content }) => [name, content])).toEqual([
    ["citation_title", samplePaper.title],
    ["citation_author", "Example, Ada"],
    ["citation_author", "Prueba, José, Jr"],
    ["citation_date", "2026/01/03"],
    ["citation_publication_date", "2026/01/03"],
    ["citation_online_date", "2026/01/09"],
    ["citation_arxiv_id", "2601.01230"],
    ["citation_doi", "10.5555/example.1"],
    ["citation_abstract_html_url", "https://arxiv.org/abs/2601.01230"],
    ["citation_pdf_url", "https://arxiv.org/pdf/2601.01230"],
  ]);
});

test("Open Graph", () => {
  const image = { url: `${origin}/papers/2601.01230.png`, alt: "Card" };
  const long = { ...samplePaper, abstract: "word ".repeat(100) };
  const tags = Object.fromEntries(
    openGraphTags(origin, long, image).map(({ property, content }) => [property, content]),
  );
  expect(tags).toMatchObject({
    "og:type": "article",
    "og:url": `${origin}/papers/2601.01230`,
    "og:image": image.url,
    "og:image:type": "image/png",
    "og:image:alt": "Card",
    "article:published_time": "2026-01-03",
  });
  expect(tags["og:description"]!.length).toBeLessThanOrEqual(200);
  expect(tags["og:description"]).toMatch(/word…$/);
});

test("Open Graph of a paper that runs here, whose page has its name", () => {
  const tags = openGraphTags(origin, samplePaperWithLab, null);
  expect(tags).toContainEqual({ property: "og:url", content: `${origin}/papers/adaptive-margin` });
  expect(tags.map(({ property }) => property)).not.toContain("og:image");
});
