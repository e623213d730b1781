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

const titles = (page: Page) => page.locator("main article h3").allInnerTexts();

const searchBox = (page: Page) => page.locator("main").getByRole("searchbox");

describe("the collection", () => {
  test("is searched while the reader types, and the address keeps the search", async () => {
    const { page, troubles } = await openPage(browser, `${site.url}/collection`);
    const all = (await titles(page)).length;
    await searchBox(page).pressSequentially("mirror desc");
    await expect.poll(() => titles(page)).toHaveLength(1);
    await expect.poll(() => page.url()).toMatch(/\?q=mirror\+desc$/);
    expect(await searchBox(page).evaluate((box) => box === document.activeElement)).toBe(true);
    await page.getByRole("link", { name: "show all" }).click();
    await expect.poll(() => titles(page)).toHaveLength(all);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("an address brings its search and its order", async () => {
    const { page } = await openPage(browser, `${site.url}/collection?kind=loss&sort=title`);
    const found = await titles(page);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual([...found].sort((a, b) => a.localeCompare(b)));
    expect(await page.getByRole("combobox", { name: "Kind" }).inputValue()).toBe("loss");
    await page.context().close();
  });

  test("says when nothing is found", async () => {
    const { page } = await openPage(browser, `${site.url}/collection?q=nothing+of+the+sort`);
    expect(await page.getByText("No paper matches").isVisible()).toBe(true);
    await page.context().close();
  });

  test("works as a plain form without JavaScript", async () => {
    const { page } = await openPage(browser, `${site.url}/collection`, { javaScriptEnabled: false });
    await searchBox(page).fill("mirror");
    await page.getByRole("button", { name: "Show" }).click();
    expect(page.url()).toContain("q=mirror");
    expect(await titles(page)).toHaveLength(1);
    expect(await searchBox(page).inputValue()).toBe("mirror");
    await page.context().close();
  });
});

describe("the claims", () => {
  test("are filtered by verdict, and lead to their place on the paper's page", async () => {
    const { page } = await openPage(browser, `${site.url}/claims?verdict=reproduced&q=mirror`);
    const first = page.locator("main article a").first();
    expect(await page.locator("main article .badge.contradicted").count()).toBe(0);
    await first.click();
    await page.waitForURL(/papers\/optimistic-omd#claim-/);
    const claim = page.locator(new URL(page.url()).hash);
    await expect.poll(() => claim.isVisible()).toBe(true);
    await page.context().close();
  });
});

describe("colours", () => {
  test("change at once and stay", async () => {
    const { page, troubles } = await openPage(browser, site.url, { colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole("button", { name: /Change to Light/ }).click();
    await page.getByRole("button", { name: /Change to Dark/ }).click();
    expect(await background()).not.toBe(light);
    expect(page.url()).toBe(`${site.url}/`);
    await page.reload();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await background()).not.toBe(light);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("change without JavaScript by a page load", async () => {
    const { page } = await openPage(browser, `${site.url}/claims`, { javaScriptEnabled: false });
    await page.getByRole("button", { name: /Change to Light/ }).click();
    expect(page.url()).toBe(`${site.url}/claims`);
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
    await page.context().close();
  });
});

test("the keyboard finds the way past the header", async () => {
  const { page } = await openPage(browser, site.url);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  await page.context().close();
});
