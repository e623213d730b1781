import { defineConfig } from "vitest/config";

const conditions = ["@offprint/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/cli/src/**/*.test.ts",
            "apps/web/src/**/*.test.ts",
            "bench/src/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: ["packages/daily/src/**/*.database.test.ts"],
          // Style sheets are empty in tests but for the one that the server reads its colours from.
          css: { include: [/tokens\.css/] },
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["packages/daily/src/**/*.database.test.ts"],
          globalSetup: "packages/daily/src/testing/globalSetup.ts",
          // One worker that opens PGlite once; files run one after another.
          isolate: false,
          maxWorkers: 1,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "golden", include: ["packages/methods/test/golden.test.ts"], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["apps/web/test/**/*.test.ts", "apps/cli/test/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
