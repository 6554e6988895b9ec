import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Starts the longest files first, so that no worker begins one while the other has nothing left to do. Vitest does so by
 * itself once it has seen a run; before, it would go by the size of the files, and these are small.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId, project }: TestSpecification): boolean =>
      LONG.includes(relative(project.config.root, moduleId));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** What takes more than five seconds on two cores, by its size among small files. */
const LONG: readonly string[] = [
  "apps/console/test/browser/pages-ar.test.ts",
  "apps/console/test/browser/pages-en.test.ts",
  "apps/exchange/test/demo-stopped.test.ts",
  "apps/exchange/test/demo.test.ts",
  "apps/exchange/test/guide-gateway.test.ts",
  "apps/exchange/test/tour.test.ts",
  "bench/kills/kills.test.ts",
  "packages/agency/test/prepare.test.ts",
  "packages/cli/test/help.test.ts",
  "packages/cli/test/visible.test.ts",
  "packages/gateway/test/kill-delivery.test.ts",
  "packages/gateway/test/kill-erasure.test.ts",
  "packages/gateway/test/kill-refusal.test.ts",
  "packages/gateway/test/kill-upgrade.test.ts",
  "packages/gateway/test/store-fails.test.ts",
  "packages/htcds/test/flat-memory.test.ts",
  "packages/validator/test/fuzz.test.ts",
  "packages/validator/test/links.test.ts",
  "tools/generate.test.ts",
];
