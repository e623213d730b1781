import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, startSite } from "./browser.ts";
import { type Catalogue, makeCatalogue } from "./catalogue.ts";

let catalogue: Catalogue;
let site: Site;
beforeAll(async () => {
  catalogue = await makeCatalogue();
  site = await startSite({ OFFPRINT_DATA: catalogue.folder, RATE_LIMITS: "off" });
});
afterAll(async () => {
  await site.stop();
  catalogue.remove();
});

const ask = (path: string, headers: Record<string, string> = {}) => fetch(site.url + path, { headers });

/** The pages that are shared, with their images. */
const pages: [page: string, image: string, card: string][] = [
  ["/", "/today.png", "website"],
  ["/day/LATEST", "/day/LATEST.png", "website"],
  ["/week/WEEK", "/week/WEEK.png", "website"],
  ["/month/MONTH", "/month/MONTH.png", "website"],
  ["/trending", "/trending.png", "website"],
  ["/collection", "/collection.png", "website"],
  ["/claims", "/claims.png", "website"],
  ["/papers/2601.01230", "/papers/2601.01230.png", "article"],
  ["/papers/math/0611800", "/papers/math/0611800.png", "article"],
  ["/papers/rankme", "/papers/rankme.png", "article"],
];

function filled(path: string): string {
  const { latest } = catalogue;
  return path.replace("LATEST", latest).replace("MONTH", latest.slice(0, 7)).replace("WEEK", weekOf(latest));
}

/** The ISO week of a day, by way of its Thursday. */
function weekOf(day: string): string {
  const thursday = new Date(`${day}T00:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const days = (thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 86_400_000;
  const week = Math.floor(days / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

describe.each(pages)("%s", (page, image, type) => {
  test("names its image", async () => {
    const html = await (await ask(filled(page))).text();
    const tag = (name: string) =>
      html.match(new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`))?.[1];
    expect(tag("og:image")).toBe(site.url + filled(image));
    expect(tag("og:image:width")).toBe("1200");
    expect(tag("og:image:height")).toBe("630");
    expect(tag("og:image:alt")).not.toBe("");
    expect(tag("og:type")).toBe(type);
    expect(tag("og:title")).not.toBe("");
    expect(tag("og:url")).toBe(site.url + filled(page));
    expect(tag("twitter:card")).toBe("summary_large_image");
    expect(html.match(/<meta property="og:image"/g)).toHaveLength(1);
  });

  test("has an image that others may keep and show", async () => {
    const response = await ask(filled(image));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=3600",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    const png = Buffer.from(await response.arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(Number(response.headers.get("content-length"))).toBe(png.length);
    const again = await ask(filled(image), { "if-none-match": response.headers.get("etag")! });
    expect(again.status).toBe(304);
    expect((await again.arrayBuffer()).byteLength).toBe(0);
  });
});

test.each([
  ["/papers/nothing.png", 404],
  ["/papers/2601.99999.png", 404],
  ["/day/2020-02-29.png", 404],
  ["/day/2026-02-31.png", 400],
  ["/week/2026-W60.png", 400],
])("%s is refused", async (path, status) => {
  const response = await ask(path);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
});

test("a day without papers has no image", async () => {
  const html = await (await ask("/day/2020-02-29")).text();
  expect(html).not.toContain("og:image");
  expect(html).toContain('name="twitter:card" content="summary"');
});

test("many images asked for at once are drawn a few at a time, and the rest refused for the moment", async () => {
  const listed = (await (await ask(`/api/v1/papers?limit=60`)).json()) as {
    items: { id: string }[];
  };
  expect(listed.items.length).toBeGreaterThan(40);
  const responses = await Promise.all(listed.items.map(({ id }) => ask(`/papers/${id}.png`)));
  const statuses = new Set(responses.map(({ status }) => status));
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const refused = responses.find(({ status }) => status === 503);
  if (refused) expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const first = responses.findIndex(({ status }) => status === 200);
  expect((await ask(`/papers/${listed.items[first]!.id}.png`)).status).toBe(200);
});

test("what the collection shows needs no database", async () => {
  const broken = await startSite({ DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" });
  try {
    for (const path of ["/papers/rankme.png", "/collection.png", "/claims.png"]) {
      expect([path, (await fetch(broken.url + path)).status]).toEqual([path, 200]);
    }
    expect((await fetch(`${broken.url}/trending.png`)).status).toBe(503);
    const html = await (await fetch(`${broken.url}/papers/rankme`)).text();
    expect(html).toContain(`property="og:image" content="${broken.url}/papers/rankme.png"`);
  } finally {
    await broken.stop();
  }
});
