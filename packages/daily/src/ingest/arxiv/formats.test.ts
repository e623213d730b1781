import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedAnswerError, SourceRefusedError } from "../../net/errors.ts";
import { setOfCategory } from "./askArxiv.ts";
import { readAtom } from "./readAtom.ts";
import { readListing } from "./readListing.ts";
import { OaiError, readOai } from "./readOai.ts";

const atomFeed = (content: string, total = 1) => `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">
<opensearch:totalResults>${total}</opensearch:totalResults>${content}</feed>`;

describe("readAtom", () => {
  test("reads an entry", () => {
    const { papers, total } = readAtom(
      atomFeed(`<entry>
        <id>http://arxiv.org/abs/2601.01230v2</id>
        <published>2026-01-03T09:12:44Z</published><updated>2026-01-09T17:30:02Z</updated>
        <title>A Margin That Moves:
          Adaptive Margins</title>
        <summary>  We let the margin of a pairwise loss follow the batch
          statistics. On $k=3$ toy sets &lt;b&gt;it&lt;/b&gt; halves the rate. Code at https://github.com/example/margin.</summary>
        <author><name>Ada Example</name><arxiv:affiliation>Example Institute</arxiv:affiliation></author>
        <author><name>José Prueba</name></author>
        <arxiv:comment>9 pages</arxiv:comment><arxiv:journal_ref>J. Ex. 1</arxiv:journal_ref><arxiv:doi>10.5555/example.1</arxiv:doi>
        <link title="pdf" href="https://arxiv.org/pdf/2601.01230v2" rel="related" type="application/pdf"/>
        <arxiv:primary_category term="cs.LG"/><category term="stat.ML"/><category term="cs.LG"/><category term="68T05"/>
      </entry>`),
    );
    expect(total).toBe(1);
    expect(papers).toEqual([
      {
        source: "arxiv",
        key: "2601.01230",
        version: 2,
        detail: "full",
        title: "A Margin That Moves: Adaptive Margins",
        abstract:
          "We let the margin of a pairwise loss follow the batch statistics. On $k=3$ toy sets <b>it</b> halves the rate. Code at https://github.com/example/margin.",
        authors: [{ name: "Ada Example", affiliation: "Example Institute" }, { name: "José Prueba" }],
        categories: ["cs.LG", "stat.ML"],
        comment: "9 pages",
        journalReference: "J. Ex. 1",
        reportNumber: null,
        doi: "10.5555/example.1",
        license: null,
        publishedAt: new Date("2026-01-03T09:12:44Z"),
        publishedPrecision: "time",
        revisedAt: new Date("2026-01-09T17:30:02Z"),
        versions: [
          { version: 1, submittedAt: new Date("2026-01-03T09:12:44Z") },
          { version: 2, submittedAt: new Date("2026-01-09T17:30:02Z") },
        ],
        links: [{ url: "https://github.com/example/margin", kind: "code", origin: "abstract" }],
        withdrawn: null,
      },
    ]);
  });

  test("an error entry is a refusal, not a paper", () => {
    const entry = `<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title>
      <summary>incorrect id format for x</summary></entry>`;
    expect(() => readAtom(atomFeed(entry))).toThrow(
      new SourceRefusedError("arXiv refuses: incorrect id format for x"),
    );
  });

  test("an entry without content, and none at all", () => {
    expect(readAtom(atomFeed("<entry><id>http://arxiv.org/abs/2601.09999</id></entry>"))).toMatchObject({
      papers: [],
      entries: 1,
    });
    expect(readAtom(atomFeed("", 0))).toEqual({ papers: [], entries: 0, total: 0 });
  });

  test("control characters and turned text do not come through", () => {
    const entry = (title: string) =>
      `<entry><id>http://arxiv.org/abs/2601.01230v1</id><published>2026-01-03T09:12:44Z</published><title>${title}</title></entry>`;
    const { papers } = readAtom(atomFeed(entry("A&#0;B\u202Eevil\u202C \uFEFFC&#7;")));
    expect(papers[0]!.title).toBe("ABevil C");
  });
});

describe("readListing", () => {
  const rss = (
    items: string,
  ) => `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel>
    <title>cs.LG updates</title><pubDate>Tue, 06 Jan 2026 00:00:00 -0500</pubDate>${items}</channel></rss>`;

  test("reads items in full, and those that lack one of the places for their identifier and type", () => {
    const { items, publishedAt, unreadable } = readListing(
      rss(`<item><title>A Title</title><link>https://arxiv.org/abs/2601.01230</link>
          <description>arXiv:2601.01230v1 Announce Type: new
Abstract: The abstract.</description><guid isPermaLink="false">oai:arXiv.org:2601.01230v1</guid>
          <category>cs.LG</category><category>stat.ML</category><arxiv:announce_type>new</arxiv:announce_type>
          <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights><dc:creator>Ada Example, José Prueba, Jr</dc:creator></item>
        <item><title>B</title><description>arXiv:2601.01231v3 Announce Type: replace-cross
Abstract: x</description></item>
        <item><title>No identifier</title><description>Abstract: x</description></item>`),
    );
    expect(publishedAt).toEqual(new Date("2026-01-06T05:00:00Z"));
    expect(unreadable).toBe(1);
    expect(items.map(({ type, record }) => [type, record.key, record.version])).toEqual([
      ["new", "2601.01230", 1],
      ["replace-cross", "2601.01231", 3],
    ]);
    expect(items[0]!.record).toMatchObject({
      abstract: "The abstract.",
      authors: [{ name: "Ada Example" }, { name: "José Prueba Jr" }],
      categories: ["cs.LG", "stat.ML"],
      license: "http://creativecommons.org/licenses/by/4.0/",
    });
  });

  test("an empty one is a good one, another document is not", () => {
    expect(readListing(rss(""))).toMatchObject({ items: [], unreadable: 0 });
    expect(() => readListing("<html><head/></html>")).toThrow(MalformedAnswerError);
  });
});

describe("readOai", () => {
  const oai = (content: string) =>
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-10T04:00:00Z</responseDate>${content}</OAI-PMH>`;
  const record = (metadata: string, id = "2601.01230") =>
    `<record><header><identifier>oai:arXiv.org:${id}</identifier><datestamp>2026-01-09</datestamp><setSpec>cs:cs:LG</setSpec></header>
     <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${id}</id>${metadata}</arXiv></metadata></record>`;

  test("reads records, deleted ones and where to go on", () => {
    const page = readOai(
      oai(`<ListRecords>
        ${record(`<created>2026-01-03</created><updated>2026-01-09</updated>
          <authors><author><keyname>Example</keyname><forenames>Ada</forenames></author>
          <author><keyname>Prueba</keyname><forenames>José</forenames><suffix>Jr</suffix><affiliation>A</affiliation><affiliation>B</affiliation></author>
          <author><keyname>The Collaboration</keyname></author></authors>
          <title>A Margin That Moves</title><categories>cs.LG stat.ML</categories><acm-class>I.2.6</acm-class>
          <report-no>EX-26-1</report-no><journal-ref>J. Ex. 1</journal-ref><doi>10.5555/example.1</doi><abstract>Text.</abstract>`)}
        ${record("<created>2026-01-05</created><title>First version</title>", "0706.0010")}
        <record><header status="deleted"><identifier>oai:arXiv.org:hep-th/9901001</identifier><datestamp>2026-01-09</datestamp></header></record>
        ${record("<created>2026-01-05</created>", "2601.00009")}
        <resumptionToken expires="2026-01-11T00:00:00Z">verb%3DListRecords%26skip%3D2000</resumptionToken></ListRecords>`),
    );
    expect(page).toMatchObject({
      responseDate: new Date("2026-01-10T04:00:00Z"),
      deleted: ["hep-th/9901001"],
      unreadable: 1,
      token: "verb%3DListRecords%26skip%3D2000",
      tokenExpiresAt: new Date("2026-01-11T00:00:00Z"),
    });
    expect(page.papers[0]).toMatchObject({
      key: "2601.01230",
      version: null,
      authors: [
        { name: "Ada Example", family: "Example", given: "Ada" },
        { name: "José Prueba Jr", family: "Prueba", given: "José", suffix: "Jr", affiliation: "A; B" },
        { name: "The Collaboration" },
      ],
      categories: ["cs.LG", "stat.ML"],
      reportNumber: "EX-26-1",
      publishedPrecision: "day",
      revisedAt: new Date("2026-01-09T00:00:00Z"),
    });
    expect(page.papers[1]).toMatchObject({ key: "0706.0010", version: 1, versions: [{ version: 1 }] });
  });

  test("a record says no more than it must", () => {
    const { papers, unreadable } = readOai(
      oai(`<ListRecords>${record("<title>T</title>")}<resumptionToken/></ListRecords>`),
    );
    expect(unreadable).toBe(0);
    expect(papers[0]).toMatchObject({
      publishedAt: new Date("2026-01-01T00:00:00Z"),
      publishedPrecision: "month",
      authors: [],
      categories: [],
      revisedAt: null,
    });
  });

  test("errors have their code; half an answer is none", () => {
    expect(() => readOai(oai(`<error code="noRecordsMatch">none</error>`))).toThrow(OaiError);
    expect(() => readOai(oai(""))).toThrow(MalformedAnswerError);
    expect(() => readOai(oai("<ListRecords></ListRecords>"))).toThrow(MalformedAnswerError);
    expect(() => readOai("<OAI-PMH></OAI-PMH>")).toThrow(MalformedAnswerError);
    expect(
      readOai(
        oai(
          `<ListRecords>${record("<created>2026-01-05</created><title>T</title>")}<resumptionToken/></ListRecords>`,
        ),
      ).token,
    ).toBeNull();
  });
});

test("whatever comes is read or refused", () => {
  const parts = [
    "<",
    ">",
    "</",
    "/>",
    "feed",
    "entry",
    "rss",
    "channel",
    "item",
    "OAI-PMH",
    "id",
    "=",
    '"',
    "&",
    ";",
    "&#0;",
  ];
  const soup = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ unit: "binary", maxLength: 5 })));
  fc.assert(
    fc.property(soup, (pieces) => {
      for (const read of [readAtom, readListing, readOai]) {
        expect(() => read(pieces.join(""))).toThrow(MalformedAnswerError);
      }
    }),
  );
});

test.each([
  ["cs.LG", "cs:cs:LG"],
  ["math.NA", "math:math:NA"],
  ["hep-lat", "physics:hep-lat"],
  ["cond-mat.dis-nn", "physics:cond-mat:dis-nn"],
  ["physics.optics", "physics:physics:optics"],
  ["q-bio.QM", "q-bio:q-bio:QM"],
])("the set of %s is %s", (category, set) => {
  expect(setOfCategory(category)).toBe(set);
});
