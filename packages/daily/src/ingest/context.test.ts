import { expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { arxivCalendar } from "./announcements.ts";
import { arxivAddresses, readIngestSettings } from "./context.ts";

test("asks arXiv itself, in UTC, unless told otherwise", () => {
  expect(readIngestSettings({ ARXIV_API_URL: "", PATH: "/bin" })).toEqual({
    addresses: arxivAddresses,
    userAgent: "Offprint/0.1",
    zone: "UTC",
    calendar: arxivCalendar,
  });
});

test("says who asks, as far as it is told", () => {
  const settings = readIngestSettings({
    ORIGIN: "https://papers.example.org",
    CONTACT: "admin@papers.example.org",
  });
  expect(settings.userAgent).toBe(
    "Offprint/0.1 (+https://papers.example.org/about; mailto:admin@papers.example.org)",
  );
});

test("takes other addresses, all at once or one by one", () => {
  const settings = readIngestSettings({
    ARXIV_URL: "http://127.0.0.1:9/x/",
    ARXIV_OAI_URL: "https://mirror.example.org/oai2",
  });
  expect(settings.addresses).toEqual({
    api: "http://127.0.0.1:9/x/api/query",
    listings: "http://127.0.0.1:9/x/rss",
    oai: "https://mirror.example.org/oai2",
  });
});

test("more holidays can be named", () => {
  const { calendar } = readIngestSettings({ ARXIV_HOLIDAYS: "2027-01-01,2027-01-18" });
  expect(calendar.holidays.slice(-2)).toEqual(["2027-01-01", "2027-01-18"]);
});

test.each([
  { ARXIV_HOLIDAYS: "New Year" },
  { ARXIV_URL: "ftp://example.org" },
  { ARXIV_API_URL: "not an address" },
  { CONTACT: "nobody" },
  { CONTACT: "a@b.example\r\nX-Injected: 1" },
  { TIME_ZONE: "Mars/Olympus" },
])("refuses %j", (environment) => {
  expect(() => readIngestSettings(environment)).toThrow(InvalidInputError);
});
