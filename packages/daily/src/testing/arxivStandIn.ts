import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ArxivAddresses } from "../ingest/context.ts";

/** A made-up paper of the stand-in. */
export interface StandInPaper {
  key: string;
  version: number;
  title: string;
  abstract: string;
  authors: { given: string; family: string; affiliation?: string }[];
  categories: string[];
  comment?: string;
  /** Submission of version 1 and of the newest, ISO. */
  published: string;
  updated: string;
  /** What the day's listing says of it. */
  announce: "new" | "cross" | "replace" | "replace-cross";
  deleted?: boolean;
}

/** What goes wrong with one request. */
export type Fault =
  | { status: number; retryAfter?: string }
  | "html"
  | "plain text"
  | "truncated"
  | "empty page"
  | "half a page"
  | "expired token"
  | "error entry"
  | "huge"
  | "hang"
  | "drop"
  | "not UTF-8"
  | "document type";

/** A local server that speaks arXiv's three interfaces. */
export interface ArxivStandIn {
  addresses: ArxivAddresses;
  papers: StandInPaper[];
  /** Publication time of the listings, RFC 822. */
  listingDate: string;
  /** Faults of the coming requests, in order; null: none. */
  faults: (Fault | null)[];
  /** Records of one OAI-PMH page. */
  pageSize: number;
  /** Keys that the query interface takes for malformed. */
  malformed: Set<string>;
  /** Paths of all requests so far. */
  requests: string[];
  userAgents: Set<string>;
  /** Called at each request, before it is answered. */
  onRequest: () => void;
  close(): Promise<void>;
}

export async function startArxivStandIn(): Promise<ArxivStandIn> {
  const server = createServer((request, response) => answer(standIn, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: ArxivStandIn = {
    addresses: { api: `${base}/api/query`, listings: `${base}/rss`, oai: `${base}/oai` },
    papers: [],
    listingDate: "Tue, 06 Jan 2026 00:00:00 -0500",
    faults: [],
    pageSize: 3,
    malformed: new Set(),
    requests: [],
    userAgents: new Set(),
    onRequest: () => {},
    close: () => close(server),
  };
  return standIn;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Made-up papers with running numbers; every third one is by another group and in another first category. */
export function makeStandInPapers(count: number, first = 1): StandInPaper[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return {
      key: `2601.${String(number).padStart(5, "0")}`,
      version: 1,
      title: `Made-up paper ${number} on margins < losses & $\\alpha_{${number}}$`,
      abstract: `  Abstract ${number} with\n  line breaks. Code: https://github.com/example/made-up-${number}`,
      authors: [
        { given: "Ada", family: "Example", affiliation: "Example Institute" },
        { given: "José", family: `Prueba ${number % 3}` },
      ],
      categories: number % 3 === 0 ? ["cs.CV", "cs.LG"] : ["cs.LG", "stat.ML"],
      comment: `${number} pages`,
      published: "2026-01-05T10:00:00Z",
      updated: "2026-01-05T10:00:00Z",
      announce: number % 3 === 0 ? ("cross" as const) : ("new" as const),
    };
  });
}

function answer(standIn: ArxivStandIn, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://stand-in");
  standIn.requests.push(request.url ?? "");
  standIn.userAgents.add(request.headers["user-agent"] ?? "");
  standIn.onRequest();
  const fault = standIn.faults.shift() ?? null;
  const send = (text: string) =>
    response.writeHead(200, { "content-type": "text/xml; charset=utf-8" }).end(text);
  if (fault === "hang") return;
  if (fault === "drop") return void request.socket.destroy();
  if (fault === "html") {
    return void response
      .writeHead(200, { "content-type": "text/html" })
      .end("<html><body>Rate exceeded.<br>");
  }
  if (fault === "plain text") return void send("Rate exceeded.");
  if (fault === "huge") return sendHuge(response);
  if (fault === "not UTF-8") {
    response.writeHead(200, { "content-type": "text/xml" });
    return void response.end(Buffer.from([0x3c, 0x72, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x72, 0x3e]));
  }
  if (fault === "document type") return void send(`<!DOCTYPE r [<!ENTITY b "x">]><r>&b;</r>`);
  if (fault !== null && typeof fault === "object") {
    const headers = fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter };
    return void response.writeHead(fault.status, headers).end();
  }
  const text = page(standIn, url, fault);
  send(fault === "truncated" ? text.slice(0, Math.floor(text.length * 0.7)) : text);
}

function sendHuge(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/xml" });
  response.write("<r>");
  let left = 30;
  const more = () => {
    while (left-- > 0) if (!response.write("x".repeat(1024 * 1024))) return void response.once("drain", more);
    response.end("</r>");
  };
  more();
}

function page(standIn: ArxivStandIn, url: URL, fault: Fault | null): string {
  if (url.pathname.startsWith("/rss/"))
    return listing(standIn, decodeURIComponent(url.pathname.slice(5)), fault);
  if (url.pathname === "/oai") return oai(standIn, url.searchParams, fault);
  return atom(standIn, url.searchParams, fault);
}

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]!);

function atom(standIn: ArxivStandIn, query: URLSearchParams, fault: Fault | null): string {
  const ids = (query.get("id_list") ?? "").split(",").map((id) => id.replace(/v\d+$/, ""));
  const bad = ids.find((id) => standIn.malformed.has(id));
  const error = fault === "error entry" ? "some error" : bad && `incorrect id format for ${bad}`;
  if (error) {
    return feed(1, [
      `<entry><id>http://arxiv.org/api/errors#${error.replaceAll(" ", "_")}</id><title>Error</title>
       <summary>${error}</summary><updated>2026-01-06T00:00:00-05:00</updated><author><name>arXiv api core</name></author></entry>`,
    ]);
  }
  const found = standIn.papers.filter(({ key, deleted }) => ids.includes(key) && !deleted);
  const served = { "empty page": 0, "half a page": found.length / 2 }[String(fault)] ?? found.length;
  return feed(found.length, found.slice(0, served).map(entry));
}

function feed(total: number, entries: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title>arXiv Query</title><id>http://arxiv.org/api/x</id><updated>2026-01-06T00:00:00-05:00</updated>
  <opensearch:totalResults>${total}</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>
  ${entries.join("\n")}
</feed>`;
}

function entry(paper: StandInPaper): string {
  const { key, version, title, abstract, authors, categories, comment, published, updated } = paper;
  return `<entry>
    <id>http://arxiv.org/abs/${key}v${version}</id>
    <published>${published}</published><updated>${updated}</updated>
    <title>${escape(title)}</title><summary>${escape(abstract)}</summary>
    ${authors.map(({ given, family, affiliation }) => `<author><name>${escape(`${given} ${family}`)}</name>${affiliation ? `<arxiv:affiliation>${escape(affiliation)}</arxiv:affiliation>` : ""}</author>`).join("")}
    ${comment ? `<arxiv:comment>${escape(comment)}</arxiv:comment>` : ""}
    <link href="https://arxiv.org/abs/${key}v${version}" rel="alternate" type="text/html"/>
    <arxiv:primary_category term="${categories[0]}" scheme="http://arxiv.org/schemas/atom"/>
    ${[...categories, "62H30", "I.2.6"].map((term) => `<category term="${term}" scheme="http://arxiv.org/schemas/atom"/>`).join("")}
  </entry>`;
}

function listing(standIn: ArxivStandIn, category: string, fault: Fault | null): string {
  const papers = standIn.papers.filter(({ categories }) => categories.some((one) => one === category));
  const date = standIn.listingDate;
  const items = (fault === "empty page" ? [] : papers).map(
    ({ key, version, title, abstract, authors, categories, announce }) => `<item>
      <title>${escape(title)}</title><link>https://arxiv.org/abs/${key}</link>
      <description>arXiv:${key}v${version} Announce Type: ${announce}
Abstract: ${escape(abstract)}</description>
      <guid isPermaLink="false">oai:arXiv.org:${key}v${version}</guid>
      ${categories.map((one) => `<category>${one}</category>`).join("")}
      <pubDate>${date}</pubDate><arxiv:announce_type>${announce}</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <dc:creator>${escape(authors.map(({ given, family }) => `${given} ${family}`).join(", "))}</dc:creator>
    </item>`,
  );
  return `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
  <channel><title>${category} updates on arXiv.org</title><link>http://rss.arxiv.org/rss/${category}</link>
    <description>${category} updates on the arXiv.org e-print archive.</description><lastBuildDate>${date}</lastBuildDate>
    <language>en-us</language><pubDate>${date}</pubDate><skipDays><day>Sunday</day><day>Saturday</day></skipDays>
    ${items.join("\n")}
  </channel></rss>`;
}

function oai(standIn: ArxivStandIn, query: URLSearchParams, fault: Fault | null): string {
  const token = query.get("resumptionToken");
  if (fault === "expired token" && token !== null)
    return oaiError("badResumptionToken", "The token is expired");
  if (token !== null && query.has("metadataPrefix")) return oaiError("badArgument", "The token is exclusive");
  const state = new URLSearchParams(
    token ?? `set=${query.get("set")}&from=${query.get("from") ?? ""}&skip=0`,
  );
  const suffix = (state.get("set") ?? "").split(":").slice(1).join(".");
  const matching = standIn.papers.filter(
    ({ categories, updated }) =>
      categories.some((one) => one === suffix) && updated.slice(0, 10) >= (state.get("from") ?? ""),
  );
  if (matching.length === 0) return oaiError("noRecordsMatch", "Nothing");
  const skip = Number(state.get("skip"));
  const end = skip + standIn.pageSize;
  const records = fault === "empty page" ? [] : matching.slice(skip, end).map(record);
  state.set("skip", String(end));
  // The token is percent-encoded text itself, as arXiv's is.
  const next = end < matching.length && fault !== "empty page" ? state.toString() : "";
  return oaiEnvelope(
    `<ListRecords>${records.join("\n")}<resumptionToken expires="2026-01-08T00:00:00Z">${escape(next)}</resumptionToken></ListRecords>`,
  );
}

const oaiError = (code: string, message: string) => oaiEnvelope(`<error code="${code}">${message}</error>`);

const oaiEnvelope = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-07T04:00:00Z</responseDate>
<request verb="ListRecords">https://oaipmh.arxiv.org/oai</request>${content}</OAI-PMH>`;

function record(paper: StandInPaper): string {
  const { key, title, abstract, authors, categories, comment, published, updated, version } = paper;
  const header = `<identifier>oai:arXiv.org:${key}</identifier><datestamp>${updated.slice(0, 10)}</datestamp>`;
  if (paper.deleted) return `<record><header status="deleted">${header}</header></record>`;
  return `<record><header>${header}</header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/">
    <id>${key}</id><created>${published.slice(0, 10)}</created>
    ${version > 1 ? `<updated>${updated.slice(0, 10)}</updated>` : ""}
    <authors>${authors.map(({ given, family }) => `<author><keyname>${escape(family)}</keyname><forenames>${escape(given)}</forenames></author>`).join("")}</authors>
    <title>${escape(title)}</title><categories>${categories.join(" ")}</categories>
    ${comment ? `<comments>${escape(comment)}</comments>` : ""}
    <license>http://creativecommons.org/licenses/by/4.0/</license><abstract>${escape(abstract)}</abstract>
  </arXiv></metadata></record>`;
}
