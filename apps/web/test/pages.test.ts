import { AxeBuilder } from "@axe-core/playwright";
import { paperSlugs } from "@offprint/papers/registry";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, openPage, type Site, startSite } from "./browser.ts";

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

/** What axe finds: by all its rules, or by a few. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const found = (await (rules ? axe.withRules(rules) : axe).analyze()).violations;
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
}

const papers = paperSlugs().map((slug) => `/papers/${slug}`);
const pages = ["/", "/collection", "/claims", "/about", ...papers];

describe.each(pages)("%s", (path) => {
  test.each([true, false])("renders, JavaScript: %o", async (javaScriptEnabled) => {
    const phone = { viewport: { width: 390, height: 800 } };
    const { page, troubles } = await openPage(browser, site.url + path, { javaScriptEnabled, ...phone });
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.title()).toContain("Offprint");
    expect(await page.locator("main").innerText()).not.toContain("undefined");
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(overflow)).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("axe finds nothing", async () => {
    const { page } = await openPage(browser, site.url + path, { colorScheme: "light" });
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violations(page, ["color-contrast"])).toEqual([]);
    await page.context().close();
  });
});

test("a paper's page says without JavaScript that its lab needs it", async () => {
  const { page } = await openPage(browser, site.url + papers[0]!, { javaScriptEnabled: false });
  expect(await page.locator(".lab noscript").innerText()).toContain("needs JavaScript");
  expect(await page.getByRole("button", { name: "Run", exact: true }).isDisabled()).toBe(true);
  await page.context().close();
});

describe("what is not there", () => {
  test("a misspelt paper gets the close names", async () => {
    const slug = papers[0]!.slice("/papers/".length);
    const { page } = await openPage(browser, `${site.url}/papers/${slug.slice(0, -1)}`);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("no such page");
    expect(await page.getByRole("link").filter({ hasText: /\w{8}/ }).count()).toBeGreaterThan(0);
    expect(await page.locator(`a[href$="${slug}"]`).count()).toBe(1);
    await page.context().close();
  });

  test.each(["/nothing", "/papers/quantum-gravity", "/papers/quantum-gravity/results.json"])(
    "%s is 404",
    async (path) => {
      expect((await fetch(site.url + path)).status).toBe(404);
    },
  );

  test("axe finds nothing on the 404 page", async () => {
    const { page } = await openPage(browser, `${site.url}/nothing`);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});

test("all measured values of a paper leave as a file", async () => {
  const response = await fetch(`${site.url}/papers/comp-sum-losses/results.json`);
  expect(response.headers.get("content-type")).toContain("application/json");
  expect(await response.json()).toMatchObject({ slug: "comp-sum-losses" });
});
