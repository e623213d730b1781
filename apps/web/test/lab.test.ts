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

const quick = "/papers/optimistic-omd";
const long = "/papers/comp-sum-losses";
const patience = { timeout: 45_000 };

const lab = (page: Page) => page.locator(".lab");
const status = (page: Page) => lab(page).getByRole("status").innerText();
const button = (page: Page, name: string) => lab(page).getByRole("button", { name, exact: true });
const results = (page: Page) => lab(page).getByRole("table").innerText();
const picture = (page: Page) => lab(page).locator("svg.plot").first().innerHTML();

async function run(page: Page) {
  await button(page, "Run").click();
  await expect.poll(() => status(page), patience).toContain("Finished");
}

describe("the live lab", () => {
  test("runs, draws and ends with a table", async () => {
    const { page, troubles } = await openPage(browser, site.url + quick);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const before = await picture(page);
    await run(page);
    expect(await picture(page)).not.toBe(before);
    expect(await results(page)).toContain("Regret");
    expect(await lab(page).getByRole("progressbar").getAttribute("value")).toBe("100");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("runs again by itself when a slider moves, and the address follows", async () => {
    const { page, troubles } = await openPage(browser, site.url + quick);
    await run(page);
    const before = await results(page);
    await lab(page).getByRole("slider", { name: /Noise/ }).focus();
    await page.keyboard.press("End");
    await expect.poll(async () => (await results(page).catch(() => before)) !== before, patience).toBe(true);
    await expect.poll(() => page.url()).toContain("noise=1");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("stops at once and can run again", async () => {
    const { page, troubles } = await openPage(browser, site.url + long);
    await button(page, "Run").click();
    await expect.poll(() => status(page)).toBe("Running");
    await expect.poll(() => lab(page).locator("progress").getAttribute("value"), patience).not.toBe("0");
    const pressed = Date.now();
    await button(page, "Stop").click();
    await expect.poll(() => status(page)).toBe("Stopped");
    expect(Date.now() - pressed).toBeLessThan(2000);
    const stopped = await picture(page);
    await page.waitForTimeout(1000);
    expect(await picture(page)).toBe(stopped);
    await button(page, "Run").click();
    await expect.poll(() => status(page)).toBe("Running");
    await button(page, "Stop").click();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("the page stays awake while it runs", async () => {
    const { page } = await openPage(browser, site.url + long);
    await button(page, "Run").click();
    await expect.poll(() => status(page)).toBe("Running");
    const slowest = await page.evaluate(async () => {
      let [worst, last] = [0, performance.now()];
      for (let i = 0; i < 60; i++) {
        await new Promise(requestAnimationFrame);
        worst = Math.max(worst, performance.now() - last);
        last = performance.now();
      }
      return worst;
    });
    expect(slowest).toBeLessThan(1000);
    await button(page, "Stop").click();
    await page.context().close();
  });

  test("a shared address brings the same settings and the same numbers", async () => {
    const search = "?noise=0.5&arms=optimistic&seed=7";
    const open = async () => {
      const { page } = await openPage(browser, site.url + quick + search);
      expect(await lab(page).getByLabel("Seed").inputValue()).toBe("7");
      expect(await lab(page).getByRole("spinbutton", { name: /Noise/ }).inputValue()).toBe("0.5");
      await run(page);
      const table = await results(page);
      expect(page.url()).toContain(search);
      await page.context().close();
      return table;
    };
    expect(await open()).toBe(await open());
  });

  test("a wrong address says what is wrong and takes the default", async () => {
    const { page } = await openPage(browser, `${site.url}${quick}?noise=loud&arms=nobody&seed=-1`);
    const alert = await lab(page).getByRole("alert").innerText();
    for (const part of ["noise: expected a number from 0 to 1, received loud", "arms:", "seed:"]) {
      expect(alert).toContain(part);
    }
    await run(page);
    await page.context().close();
  });

  test("a number out of range is refused beside its field", async () => {
    const { page } = await openPage(browser, site.url + quick);
    await lab(page).getByRole("spinbutton", { name: /Noise/ }).fill("7");
    await page.keyboard.press("Tab");
    expect(await lab(page).getByRole("alert").innerText()).toContain("from 0 to 1");
    await page.context().close();
  });

  test("reset brings the page back", async () => {
    const { page } = await openPage(browser, `${site.url}${quick}?noise=0.5&seed=3`);
    await run(page);
    await button(page, "Reset").click();
    await expect.poll(() => page.url()).toBe(site.url + quick);
    expect(await status(page)).toBe("Ready");
    expect(await lab(page).getByLabel("Seed").inputValue()).toBe("0");
    expect(await lab(page).getByRole("table").count()).toBe(0);
    await page.context().close();
  });

  test("one arm always stays chosen", async () => {
    const { page } = await openPage(browser, `${site.url}${quick}?arms=optimistic`);
    const only = lab(page).getByRole("checkbox", { name: /^Optimistic mirror descent/ });
    await only.click();
    expect(await only.isChecked()).toBe(true);
    await page.context().close();
  });

  test("leaving the page ends its workers", async () => {
    const { page, troubles } = await openPage(browser, site.url + long);
    await button(page, "Run").click();
    await expect.poll(() => page.workers().length, patience).toBeGreaterThan(0);
    await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "About" }).click();
    await expect.poll(() => page.workers().length, patience).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe("a claim run here", () => {
  test("comes to the verdict on record", async () => {
    const { page, troubles } = await openPage(browser, site.url + quick);
    const claim = page.locator("#claim-dynamic-ensemble");
    const recorded = await claim.locator(".meta .badge").innerText();
    await claim.getByRole("button", { name: /Run this claim here/ }).click();
    await expect.poll(() => claim.getByText(/^Finished in/).count(), patience).toBe(1);
    expect(await claim.locator(".outcome .badge").innerText()).toBe(recorded);
    expect(await claim.locator(".outcome svg.plot").count()).toBeGreaterThan(0);
    expect(page.workers()).toHaveLength(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("stops, keeps what has finished, and goes on", async () => {
    const { page } = await openPage(browser, site.url + quick);
    const claim = page.locator("#claim-sea-scaling");
    const value = async () => Number(await claim.locator("progress").getAttribute("value"));
    await claim.getByRole("button", { name: /Run this claim here/ }).click();
    await expect.poll(value, patience).toBeGreaterThan(5);
    await claim.getByRole("button", { name: /^Stop/ }).click();
    const stoppedAt = await value();
    await claim.getByRole("button", { name: /^Go on/ }).click();
    await expect.poll(value, patience).toBeGreaterThan(stoppedAt - 3);
    await claim.getByRole("button", { name: /^Stop/ }).click();
    await page.context().close();
  });
});
