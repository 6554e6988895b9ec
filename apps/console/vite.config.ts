import { createRequire } from "node:module";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type PluginOption } from "vite";
import { plainAnnouncer } from "./plain-announcer.ts";
import { thirdParty } from "./third-party.ts";
import { withoutJsonSchema } from "./without-json-schema.ts";
import { withoutZodWords } from "./without-zod-words.ts";

/** Leaves the words of React Aria out that belong to languages the console has not. It has no types. */
const optimizeLocales: {
  readonly vite: (options: { readonly locales: readonly string[] }) => object;
} = createRequire(import.meta.url)("@react-aria/optimize-locales-plugin");

/** Files of the tour, beside those of the console. */
const TOUR_FOLDER = ".tour";

export default defineConfig({
  plugins: [
    react(),
    {
      ...optimizeLocales.vite({ locales: ["en-US", "fr-FR", "es-ES", "ar-AE"] }),
      enforce: "pre",
    } as PluginOption,
    withoutJsonSchema(),
    withoutZodWords(),
    plainAnnouncer(),
    thirdParty(),
    tourApart(),
    layersFirst(),
  ],
  // From the sources of the other packages: what is shown is never older than they are.
  resolve: { conditions: ["@safepassage/source", "module", "browser", "development|production"] },
  build: {
    target: "es2024",
    // Content-Security-Policy admits no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      input: ["index.html", "tour.html"],
      output: {
        codeSplitting: {
          // Each of these alone is a request and a file that hardly shrinks. Nearly every page needs them.
          groups: [
            {
              name: "parts",
              test: /\/src\/design\/(?:loading|tag|time|page|problem|english-text)\.tsx$/,
            },
          ],
        },
        entryFileNames: ({ facadeModuleId }) => nameOf(isOfTour(facadeModuleId), "js"),
        chunkFileNames: ({ moduleIds }) =>
          nameOf(moduleIds.length > 0 && moduleIds.every(isOfTour), "js"),
        assetFileNames: ({ names, originalFileNames }) =>
          nameOf([...names, ...originalFileNames].some((name) => /^(?:src\/)?tour\b/.test(name))),
      },
    },
  },
});

/** The tour is a page of the demo. A gateway serves nothing of it, since it leaves out what begins with a dot. */
function tourApart(): Plugin {
  return {
    name: "tour-apart",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["tour.html"];
      if (page !== undefined) page.fileName = `${TOUR_FOLDER}/index.html`;
    },
  };
}

/**
 * Every style sheet says first which layer wins over which. A page may load a part's sheet before the one that says it for all; then the
 * order of the layers would be that in which they happen to come.
 */
function layersFirst(): Plugin {
  return {
    name: "layers-first",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = `${LAYERS}${file.source.toString()}`;
      }
    },
  };
}

const isOfTour = (id: string | null): boolean =>
  id !== null && /\/src\/(?:tour\/|words\/\w+\/tour(?:-scenes)?\.json)|\/tour\.html$/.test(id);

const nameOf = (isTour: boolean, extension = "[ext]"): string =>
  `${isTour ? TOUR_FOLDER : "assets"}/[name]-[hash].${extension}`;

/** As `src/design/design.css` has them. */
const LAYERS = "@layer base,parts,pages,print;";
