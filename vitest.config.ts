import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { LongFirst } from "./tools/vitest/long-first.ts";

const SOURCE = "@safepassage/source";
/** Vite builds the console. What these tests read of it is no module of Node: files of JSX, and names that Vite replaces. */
const BUILT_BY_VITE = [
  "apps/console/test/message/value-words.test.ts",
  "apps/console/test/operate/drawings.test.ts",
  "apps/console/test/words/**/*.test.ts",
];

/** What tests of both kinds have in common. */
const shared = {
  testTimeout: 60_000,
  // Files of a worker share modules: a test that changes something global undoes it.
  isolate: false,
  // Programs that tests start compile the sources once for all of them.
  env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, ".cache/compile") },
} as const;

export default defineConfig({
  test: {
    // Vitest would keep one core free. A worker more than cores makes each slower: 151 s in place of 140 on two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          ...shared,
          name: "node",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/test/**/*.test.ts",
            "apps/*/test/**/*.test.ts",
            "tools/**/*.test.ts",
            "bench/**/*.test.ts",
            "testing/src/**/*.test.ts",
          ],
          // Minutes of every page in every language, size and colours: `pnpm pages`.
          exclude: [
            ...configDefaults.exclude,
            ...BUILT_BY_VITE,
            ...(process.env["SAFEPASSAGE_PAGES"] === "all"
              ? []
              : ["apps/console/test/browser/pages-all.test.ts"]),
          ],
          // Node reads the sources itself, as in production. Through Vite the same tests took a sixth more processor time: 360 s in
          // place of 311 for those of the gateway, the agency's store and the policy.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          execArgv: [`--conditions=${SOURCE}`],
          globalSetup: [
            "tools/vitest/programs.ts",
            "tools/vitest/postgres.ts",
            "apps/console/test/browser/world-setup.ts",
          ],
          // As long as a browser is waited for: what takes a blink takes seconds on a machine that does much else.
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        ssr: { resolve: { conditions: [SOURCE] } },
        test: { ...shared, name: "vite", include: BUILT_BY_VITE },
      },
    ],
  },
});
