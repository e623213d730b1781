import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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

test("the footer leads to all categories, with their papers and feeds", async () => {
  const { page, troubles } = await openPage(browser, `${site.url}/about`);
  await page.getByRole("link", { name: "Papers by category" }).click();
  await page.waitForURL(/\/categories$/);
  expect(await page.locator("h1").innerText()).toBe("Categories");
  expect(await page.locator("main h2").allInnerTexts()).toContain("Computer Science");
  const row = page.getByRole("listitem").filter({ hasText: "cs.LG" });
  const count = Number(/(\d+) papers/.exec(await row.innerText())![1]);
  expect(count).toBeGreaterThan(10);
  const feed = await row.getByRole("link", { name: "Feed of Machine Learning" }).getAttribute("href");
  expect((await fetch(site.url + feed)).headers.get("content-type")).toContain("application/atom+xml");
  await row.getByRole("link", { name: "Machine Learning", exact: true }).click();
  await page.waitForURL(/\/categories\/cs\.LG$/);
  expect(await page.locator("h1").innerText()).toBe("Machine Learning");
  expect(await page.title()).toContain("cs.LG");
  expect(troubles).toEqual([]);
  await page.context().close();
});

test("where no paper has a category, it says so", async () => {
  const fresh = await startSite();
  const { page } = await openPage(browser, `${fresh.url}/categories`);
  expect(await page.locator("main").innerText()).toContain("No paper here has a category yet");
  await page.context().close();
  await fresh.stop();
});

test.each([390, 1280])("axe finds nothing and nothing sticks out, %i px", async (width) => {
  const { page } = await openPage(browser, `${site.url}/categories`, {
    viewport: { width, height: 800 },
    colorScheme: "light",
  });
  const violations = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
  expect(await violations()).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violations()).toEqual([]);
  const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  expect(await page.evaluate(overflow)).toBe(0);
  await page.context().close();
});
