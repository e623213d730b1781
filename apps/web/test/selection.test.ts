import { AxeBuilder } from "@axe-core/playwright";
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, openPage, type Site, startSite } from "./browser.ts";
import { type Catalogue, makeCatalogue } from "./catalogue.ts";

let catalogue: Catalogue;
let site: Site;
let browser: Browser;
beforeAll(async () => {
  catalogue = await makeCatalogue();
  [site, browser] = await Promise.all([
    startSite({ OFFPRINT_DATA: catalogue.folder, RATE_LIMITS: "off" }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  catalogue.remove();
});

const open = (path: string, options = {}) => openPage(browser, site.url + path, options);
const boxes = (page: Page) => page.getByRole("checkbox", { name: /^Select ./ });
const bar = (page: Page) => page.getByRole("form", { name: "Citations of selected papers" });
const said = (page: Page) => bar(page).getByRole("status").first().innerText();

/** What the Download button brings. */
async function download(page: Page): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await bar(page).getByRole("button", { name: "Download" }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

const lists: [string, () => string][] = [
  ["a day", () => `/day/${catalogue.latest}`],
  ["a week", () => `/week/${isoWeek(catalogue.latest)}`],
  ["a month", () => `/month/${catalogue.latest.slice(0, 7)}`],
  ["trending", () => "/trending"],
  ["a search", () => "/search?q=margin"],
  ["a category", () => "/categories/cs.LG"],
  ["an author", () => "/authors/ada-example"],
  ["the collection", () => "/collection"],
];

function isoWeek(day: string): string {
  const thursday = new Date(`${day}T00:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - first) / (7 * 24 * 3600_000)) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

test.each(lists)("in %s every paper can be picked and the picked ones cited", async (_, path) => {
  const { page, troubles } = await open(path(), { viewport: { width: 390, height: 800 } });
  const articles = await page.locator("main article").count();
  expect(articles).toBeGreaterThan(0);
  expect(await boxes(page).count()).toBe(articles);
  await boxes(page).first().check();
  expect(await said(page)).toBe("1 selected");
  const { name, text } = await download(page);
  expect(name).toBe("offprint.bib");
  expect(text.match(/^@\w+\{/gm)).toHaveLength(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

describe("the selection", () => {
  test("goes on over pages, other lists and a reload, until it is cleared", async () => {
    const { page } = await open("/");
    await boxes(page).nth(1).check();
    await page.getByRole("link", { name: "More papers" }).click();
    await expect.poll(() => page.locator(".rank").first().innerText()).toBe("31");
    await boxes(page).nth(2).check();
    expect(await said(page)).toBe("2 selected");
    await page.goto(`${site.url}/search?q=margin`);
    await expect.poll(() => said(page)).toBe("2 selected");
    await page.reload();
    await expect.poll(() => said(page)).toBe("2 selected");
    const { text } = await download(page);
    expect(text.match(/^@\w+\{/gm)).toHaveLength(2);
    await page.goto(site.url);
    await expect.poll(() => boxes(page).nth(1).isChecked()).toBe(true);
    await bar(page).getByRole("button", { name: "clear the selection" }).click();
    expect(await boxes(page).nth(1).isChecked()).toBe(false);
    expect(await said(page)).toContain("Select up to 100");
    expect(await bar(page).getByRole("button", { name: "Download" }).isDisabled()).toBe(true);
    await page.context().close();
  });

  test.each([
    ["BibTeX", "offprint.bib", "@misc{"],
    ["CSL-JSON", "offprint.json", '"type": "article"'],
    ["RIS", "offprint.ris", "TY  - "],
  ])("is downloaded and copied as %s", async (label, file, part) => {
    const { page, troubles } = await open("/papers/math/0611800");
    await page.goto(`${site.url}/authors/ada-example`);
    const context = page.context();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("checkbox", { name: "Select On Old Identifiers" }).check();
    await bar(page).getByLabel("Format").selectOption({ label });
    await bar(page)
      .getByRole("button", { name: `Copy ${label} of the selection` })
      .click();
    await expect.poll(() => bar(page).innerText()).toContain("Copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const { name, text } = await download(page);
    expect(name).toBe(file);
    expect(text).toContain(part);
    expect(text).toContain("math/0611800");
    expect(copied.replaceAll("\r\n", "\n")).toBe(text.replaceAll("\r\n", "\n"));
    expect(troubles).toEqual([]);
    await context.close();
  });

  test("says why nothing was copied", async () => {
    const { page } = await open("/trending");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await boxes(page).first().check();
    const body = JSON.stringify({ detail: "Come again in 20 s." });
    await page.route("**/api/v1/export?*", (route) => route.fulfill({ status: 429, body }));
    await bar(page).getByRole("button", { name: /^Copy/ }).click();
    await expect.poll(() => bar(page).innerText()).toContain("Not copied. Come again in 20 s.");
    await page.context().close();
  });

  test("ends at a hundred papers", async () => {
    const { page } = await open("/trending");
    await page.evaluate(() =>
      sessionStorage.setItem("selection", JSON.stringify(Array.from({ length: 99 }, (_, n) => `x${n}`))),
    );
    await page.reload();
    await expect.poll(() => said(page)).toBe("99 selected");
    await boxes(page).first().check();
    expect(await said(page)).toBe("100 selected, the most at a time");
    expect(await boxes(page).nth(1).isDisabled()).toBe(true);
    expect(await boxes(page).first().isDisabled()).toBe(false);
    await page.context().close();
  });
});

test("a broken store is an empty selection", async () => {
  const { page, troubles } = await open("/trending");
  await page.evaluate(() => sessionStorage.setItem("selection", "{"));
  await page.reload();
  await boxes(page).first().check();
  expect(await said(page)).toBe("1 selected");
  expect(troubles).toEqual([]);
  await page.context().close();
});

test("without JavaScript the boxes are a plain form", async () => {
  const { page } = await open(`/day/${catalogue.latest}`, { javaScriptEnabled: false });
  await boxes(page).nth(0).check();
  await boxes(page).nth(2).check();
  await bar(page).getByLabel("Format").selectOption("ris");
  const { name, text } = await download(page);
  expect(name).toBe("offprint.ris");
  expect(text.match(/^TY {2}- /gm)).toHaveLength(2);
  await page.context().close();
});

test.each([390, 1280])(
  "the boxes are large enough, reached by keyboard, and axe finds nothing, %i px",
  async (width) => {
    const { page } = await open("/", { viewport: { width, height: 800 }, colorScheme: "light" });
    await page.locator("a[data-paper]").first().focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    expect(await boxes(page).first().isChecked()).toBe(true);
    for (const box of await boxes(page).all()) {
      const size = await box.boundingBox();
      expect(Math.min(size!.width, size!.height)).toBeGreaterThanOrEqual(24);
    }
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(overflow)).toBe(0);
    const violations = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
    expect(await violations()).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violations()).toEqual([]);
    await page.context().close();
  },
);

test("what has the focus does not lie behind the bar", async () => {
  const { page } = await open("/", { viewport: { width: 390, height: 800 }, reducedMotion: "reduce" });
  await boxes(page).first().check();
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press("Tab");
    const isCovered = await page.evaluate(() => {
      const place = document.activeElement!.getBoundingClientRect();
      const cover = document.querySelector("#selection")!.getBoundingClientRect();
      return !document.activeElement!.closest("#selection") && place.bottom > cover.top;
    });
    expect(isCovered).toBe(false);
  }
  await page.context().close();
});
