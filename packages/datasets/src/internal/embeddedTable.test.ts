import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeBase64, embeddedTable, gunzipText } from "./embeddedTable.ts";

const files = [
  {
    file: "digits.csv.gz",
    module: "digits",
    sha256: "ad8bdbd5ae0e92f68033108f331b6fae4be0990d250e01d6b959a6bb81e7832c",
    unzippedSha256: "d7ff1341011182b7af3733b201a919cea2ffe00f25ff23ba48c5e791daffb498",
  },
  {
    file: "iris.csv",
    module: "iris",
    sha256: "c76446d7595036b79f4e16e537de7ceb22c452a1adbed4f9a1498b4ba18133a7",
  },
  {
    file: "wine.csv",
    module: "wine",
    sha256: "b256922238628c57c57d0b2bcae49e8316143883ea70711f99bca0aa563cf204",
  },
  {
    file: "breast_cancer.csv",
    module: "breastCancer",
    sha256: "5c3e458a6f8780b7dd2bc07e65dc975d149b6f8324cb7442a6ead4c5c9858d07",
  },
  {
    file: "diabetes.csv",
    module: "diabetes",
    sha256: "461ee313b848f6288ff3f3032b02846ca3261fcb4809542d156564ecf718c0e8",
  },
];

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function embeddedBytes(module: string): Promise<Uint8Array<ArrayBuffer>> {
  const { gzipBase64 } = await import(`../tables/${module}.ts`);
  return decodeBase64(gzipBase64);
}

describe("embedded tables", () => {
  test.each(files)("$file in the data folder is the known file", ({ file, sha256: expected }) => {
    expect(sha256(readFileSync(new URL(`../../data/${file}`, import.meta.url)))).toBe(expected);
  });

  test.each(files)(
    "$module holds the bytes of its file",
    async ({ module, sha256: expected, unzippedSha256 }) => {
      const bytes = await embeddedBytes(module);
      expect(sha256(gunzipSync(bytes))).toBe(unzippedSha256 ?? expected);
      expect(sha256(await gunzipText(bytes))).toBe(unzippedSha256 ?? expected);
      if (unzippedSha256) expect(sha256(bytes)).toBe(expected);
    },
  );
});

describe("embeddedTable", () => {
  const gzipBase64 = gzipSync("a,b\n1,2\n").toString("base64");

  test("loads once, however many ask at the same time", async () => {
    let loads = 0;
    const read = embeddedTable("t.csv", async () => {
      loads++;
      return { gzipBase64 };
    });
    const [first, second] = await Promise.all([read(), read()]);
    expect(first.columns).toEqual(["a", "b"]);
    expect(second).toBe(first);
    expect(await read()).toBe(first);
    expect(loads).toBe(1);
  });

  test("tries again after a failure", async () => {
    let loads = 0;
    const read = embeddedTable("t.csv", async () => {
      loads++;
      if (loads === 1) throw new Error("no network");
      return { gzipBase64 };
    });
    await expect(read()).rejects.toThrow("no network");
    expect((await read()).values).toEqual(Float64Array.of(1, 2));
  });
});
