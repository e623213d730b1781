import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, openPage, type Site, startSite } from "./browser.ts";
import { type Catalogue, makeCatalogue } from "./catalogue.ts";

let catalogue: Catalogue;
let site: Site;
let browser: Browser;
beforeAll(async () => {
  catalogue = await makeCatalogue();
  [site, browser] = await Promise.all([startSite({ OFFPRINT_DATA: catalogue.folder }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  catalogue.remove();
});

const open = (path: string, options = {}) => openPage(browser, site.url + path, options);
const titles = (page: Page) => page.locator("main article h3").allInnerTexts();
const main = (page: Page) => page.locator("main").innerText();

/** Pages of every kind; the days are known only when the catalogue has been made. */
const kinds: [string, () => string][] = [
  ["the front page", () => "/"],
  ["a day that is still coming in", () => `/day/${catalogue.newest}`],
  ["a day without papers", () => "/day/2020-02-29"],
  ["a week", () => "/week/2026-W01"],
  ["a month", () => `/month/${catalogue.latest.slice(0, 7)}`],
  ["trending", () => "/trending"],
  ["trending with re-tested claims", () => "/trending?has=claims"],
  ["a paper", () => "/papers/2601.01230"],
  ["a paper with an old identifier", () => "/papers/math/0611800"],
  ["a paper that runs", () => "/papers/comp-sum-losses"],
  ["an author", () => "/authors/ada-example"],
  ["a category", () => "/categories/cs.LG"],
  ["a search", () => "/search?q=margin"],
  ["a search without words", () => "/search"],
];

describe.each(kinds)("%s", (_, path) => {
  test.each([true, false])("renders on a phone, JavaScript: %o", async (javaScriptEnabled) => {
    const { page, troubles } = await open(path(), {
      javaScriptEnabled,
      viewport: { width: 390, height: 800 },
    });
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.title()).toContain("Offprint");
    expect(await main(page)).not.toMatch(/undefined|\[object|NaN/);
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(overflow)).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("axe finds nothing", async () => {
    const { page } = await open(path(), { colorScheme: "light" });
    const found = async (axe: AxeBuilder) =>
      (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")}`),
      );
    expect(await found(new AxeBuilder({ page }))).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await found(new AxeBuilder({ page }).withRules(["color-contrast"]))).toEqual([]);
    await page.context().close();
  });
});

describe("the daily list", () => {
  test("is the latest complete day's, with ranks and reasons", async () => {
    const { page } = await open("/");
    expect(await main(page)).toContain("62 papers, complete");
    expect(await main(page)).toMatch(/arXiv has not answered since .*: showing what is here/);
    const first = page.locator("main article").first();
    expect(await first.innerText()).toMatch(/4 claims re-tested: .*listed/s);
    expect(await first.locator("svg.plot").count()).toBe(1);
    expect(await first.locator(".rank").innerText()).toBe("1");
    expect(await titles(page)).toHaveLength(30);
    await page.getByRole("link", { name: "More papers" }).click();
    await expect.poll(() => page.locator(".rank").first().innerText()).toBe("31");
    await page.context().close();
  });

  test("leads to the days around and says what is still coming in", async () => {
    const { page } = await open("/", { javaScriptEnabled: false });
    await page.getByRole("link", { name: "Next day" }).click();
    expect(page.url()).toBe(`${site.url}/day/${catalogue.newest}`);
    expect(await main(page)).toContain("Still coming in: 5 papers so far");
    await page.getByRole("link", { name: "Previous day" }).click();
    await page.getByRole("link", { name: "Previous day" }).click();
    expect(page.url()).toBe(`${site.url}/day/${catalogue.before}`);
    expect(await page.getByRole("link", { name: "Previous day" }).count()).toBe(0);
    await page.getByLabel("Day", { exact: true }).fill(catalogue.latest);
    await page.getByRole("button", { name: "Go to day" }).click();
    expect(page.url()).toBe(`${site.url}/day/${catalogue.latest}`);
    await page.context().close();
  });

  test("is followed by feeds, and cited as a whole", async () => {
    const { page } = await open("/");
    for (const name of ["Atom", "RSS", "JSON Feed", "BibTeX", "CSL-JSON", "RIS"]) {
      const address = await page.getByRole("link", { name, exact: true }).getAttribute("href");
      const response = await fetch(site.url + address);
      expect(response.status).toBe(200);
      expect((await response.text()).length).toBeGreaterThan(1000);
    }
    await page.context().close();
  });

  test("can be cut down to papers with re-tested claims", async () => {
    const { page } = await open("/");
    await page.getByRole("link", { name: "With re-tested claims" }).click();
    await expect.poll(() => titles(page)).toHaveLength(1);
    await page.context().close();
  });

  test.each(["/day/2026-02-30", "/week/2026-W60", "/month/2026-13", "/day?date=soon", "/?cursor=x"])(
    "%s is 400 with a reason",
    async (path) => {
      const response = await fetch(site.url + path);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain("must be");
    },
  );

  test("without a day it shows what runs here, and how to pull one", async () => {
    const fresh = await startSite();
    const { page } = await openPage(browser, fresh.url);
    expect(await main(page)).toContain("No daily list yet");
    expect(await main(page)).toContain("offprint -- ingest");
    expect((await titles(page)).length).toBeGreaterThan(3);
    await page.context().close();
    await fresh.stop();
  });
});

describe("the keyboard", () => {
  test("moves through the papers, opens one and finds the search, until it is switched off", async () => {
    const { page } = await open("/");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    const [first, second] = await titles(page);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect(await focused()).toBe(second);
    await page.keyboard.press("k");
    expect(await focused()).toBe(first);
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("search");
    await page.keyboard.press("j");
    expect(await page.getByLabel("Search all papers").inputValue()).toBe("j");
    await page.getByRole("button", { name: "Keys on" }).click();
    await page.keyboard.press("j");
    expect(await focused()).toBe("Keys off");
    await page.getByRole("button", { name: "Keys off" }).click();
    await page.locator("body").click({ position: { x: 2, y: 300 } });
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await page.waitForURL(/\/papers\//);
    await page.context().close();
  });
});

describe("a paper's page", () => {
  test("shows what the source says as text, and formulas as formulas", async () => {
    const { page, troubles } = await open("/papers/2601.01230");
    expect(await page.locator("h1").innerText()).toContain("A <b>Margin</b> That Moves");
    expect(await page.locator("main script, main img").count()).toBe(0);
    expect(await page.title()).not.toBe("broken");
    expect(await page.locator("h1 math, #abstract + p math").count()).toBe(4);
    expect(await main(page)).toContain("Costs $5 or $10.");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("tells machines about it", async () => {
    const { page } = await open("/papers/2601.01230");
    const jsonLd = await page.locator('script[type="application/ld+json"]').textContent();
    expect(JSON.parse(jsonLd!)).toMatchObject({ "@type": "ScholarlyArticle", datePublished: "2026-01-03" });
    expect(await page.locator('meta[name="citation_author"]').count()).toBe(2);
    expect(await page.locator('meta[property="og:title"]').getAttribute("content")).toContain("Margin");
    expect(await page.locator('link[rel="canonical"]').getAttribute("href")).toBe(
      `${site.url}/papers/2601.01230`,
    );
    await page.context().close();
  });

  test("cites it in three forms, names its versions and what is like it", async () => {
    const { page } = await open("/papers/2601.01230");
    for (const part of ["@misc{", '"type": "article"', "TY  - "]) {
      expect(await page.locator("main pre", { hasText: part }).count()).toBe(1);
    }
    expect(await main(page)).toContain("v1, 3 January 2026, 812kb");
    expect(await page.locator("#similar").count()).toBe(1);
    await page.getByRole("link", { name: "Ada Example" }).click();
    await page.waitForURL(/authors\/ada-example/);
    expect((await titles(page)).length).toBeGreaterThanOrEqual(2);
    await page.context().close();
  });

  test.each([
    ["/papers/2601.01230v2", "/papers/2601.01230"],
    ["/papers/arxiv:2601.01230", "/papers/2601.01230"],
    ["/papers/2304.07288", "/papers/comp-sum-losses"],
    ["/papers/math.CA/0611800", "/papers/math/0611800"],
  ])("%s leads to %s", async (path, target) => {
    const response = await fetch(site.url + path, { redirect: "manual" });
    expect(response.status).toBe(308);
    expect(response.headers.get("location")).toBe(target);
  });

  test.each(["/papers/2601.99999", "/papers/hep-th/9901001", "/authors/nobody", "/categories/no.XX"])(
    "%s is 404",
    async (path) => expect((await fetch(site.url + path)).status).toBe(404),
  );

  test("a withdrawn paper says so", async () => {
    const { page } = await open("/papers/math/0611800");
    expect(await main(page)).toContain("Withdrawn. Lemma 2 is wrong.");
    await page.context().close();
  });
});

describe("search", () => {
  test("marks the words, says how it looked, and goes on page by page", async () => {
    const { page } = await open("/search?q=margin");
    expect(await page.locator("main article mark").count()).toBeGreaterThan(0);
    expect(await main(page)).toContain("no embedding model is set up here");
    await page.getByLabel("Order").selectOption("newest");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.waitForURL(/sort=newest/);
    await page.context().close();
  });

  test("offers a query that finds more, and names what it does not understand", async () => {
    const { page } = await open("/search?q=pairwize+date:soon", { javaScriptEnabled: false });
    expect(await main(page)).toContain("“soon” is not understood");
    await page.getByRole("link", { name: /pairwise/ }).click();
    expect((await titles(page)).length).toBeGreaterThan(0);
    await page.context().close();
  });

  test("suggests while the reader types", async () => {
    const { page, troubles } = await open("/search");
    await page.getByRole("combobox", { name: "Search all papers" }).pressSequentially("marg");
    const first = page.getByRole("option").first();
    await expect.poll(() => first.innerText().catch(() => "")).toContain("margin");
    expect(await page.getByRole("combobox", { name: "Search all papers" }).inputValue()).toBe("marg");
    await page.keyboard.press("ArrowDown");
    const chosen = await first.innerText();
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\?q=margin/);
    expect(await page.getByRole("combobox", { name: "Search all papers" }).inputValue()).toBe(chosen);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

test("the front page needs little script and does not jump", async () => {
  const { page } = await open("/", { viewport: { width: 390, height: 800 } });
  const scripts = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith(".js"))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  expect(scripts).toBeGreaterThan(0);
  expect(scripts).toBeLessThan(60_000);
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );
  expect(shift).toBeLessThan(0.02);
  await page.context().close();
});
