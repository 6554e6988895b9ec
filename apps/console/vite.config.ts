import { createRequire } from "node:module";
import react from "@vitejs/plugin-react";
import { defineConfig, type PluginOption } from "vite";
import { thirdParty } from "./third-party.ts";

/** Leaves the words of React Aria out that belong to languages the console has not. It has no types. */
const optimizeLocales: {
  readonly vite: (options: { readonly locales: readonly string[] }) => object;
} = createRequire(import.meta.url)("@react-aria/optimize-locales-plugin");

export default defineConfig({
  plugins: [
    react(),
    {
      ...optimizeLocales.vite({ locales: ["en-US", "fr-FR", "es-ES", "ar-AE"] }),
      enforce: "pre",
    } as PluginOption,
    thirdParty(),
  ],
  // From the sources of the other packages: what is shown is never older than they are.
  resolve: { conditions: ["@safepassage/source", "module", "browser", "development|production"] },
  build: {
    target: "es2024",
    // Content-Security-Policy admits no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
});
