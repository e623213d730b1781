import adapterNode from "@sveltejs/adapter-node";
import type { Adapter } from "@sveltejs/kit";
import { sveltekit } from "@sveltejs/kit/vite";
import { copyFileSync } from "node:fs";
import { defaultClientConditions, defaultServerConditions, defineConfig } from "vite";
import { headers } from "./headers.js";

const source = "@offprint/source";

/** The Node server, started by our own entry: SvelteKit's hooks see pages only, and not static files. */
function adapter(): Adapter {
  const node = adapterNode();
  return {
    ...node,
    async adapt(builder) {
      await node.adapt(builder);
      copyFileSync("entry.js", "build/index.js");
      copyFileSync("headers.js", "build/headers.js");
    },
  };
}

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter(),
      csp: {
        // A nonce would make each answer another one, and no browser could keep a page.
        mode: "hash",
        directives: {
          "default-src": ["self"],
          "script-src": ["self", "wasm-unsafe-eval"],
          "style-src": ["self"],
          // KaTeX and server-rendered widths set style attributes; no element can load anything by them.
          "style-src-attr": ["unsafe-inline"],
          "worker-src": ["self"],
          "connect-src": ["self"],
          "object-src": ["none"],
          "base-uri": ["self"],
          "form-action": ["self"],
          "frame-ancestors": ["none"],
        },
      },
    }),
  ],
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: {
    resolve: { conditions: [source, ...defaultServerConditions] },
    noExternal: [/^@offprint\//],
    // Libraries that load files of their own, or are native.
    external: [
      "@electric-sql/pglite",
      "@electric-sql/pglite-pgvector",
      "@modelcontextprotocol/sdk",
      "@takumi-rs/core",
      "onnxruntime-node",
      "pg",
      "pg-boss",
    ],
  },
  build: { assetsInlineLimit: 0 },
  worker: { format: "es" },
  server: { headers },
});
