import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { LongFirst } from "./tools/vitest/long-first.ts";

export default defineConfig({
  ssr: { resolve: { conditions: ["@safepassage/source"] } },
  test: {
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
      ...(process.env["SAFEPASSAGE_PAGES"] === "all"
        ? []
        : ["apps/console/test/browser/pages-all.test.ts"]),
    ],
    globalSetup: [
      "tools/vitest/programs.ts",
      "tools/vitest/postgres.ts",
      "apps/console/test/browser/world-setup.ts",
    ],
    testTimeout: 60_000,
    // As long as a browser is waited for: what takes a blink takes seconds on a machine that does much else.
    expect: { poll: { timeout: 30_000 } },
    // Vitest would keep one core free. A worker more than cores makes each slower: 151 s in place of 140 on two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongFirst },
    // Files of a worker share modules: a test that changes something global undoes it.
    isolate: false,
    // Programs that tests start compile the sources once for all of them.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, ".cache/compile") },
  },
});
