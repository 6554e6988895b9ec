import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Starts the longest files first, so that no worker begins one while the other has nothing left to do. Vitest does so by
 * itself once it has seen a run; before, it would go by the size of the files, and these are small.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const at = LONG.indexOf(relative(project.config.root, moduleId));
      return at < 0 ? LONG.length : at;
    };
    // A worker takes files of one project. It would be started anew where those of two came by turns.
    return sorted.sort(
      (one, other) => one.project.name.localeCompare(other.project.name) || rank(one) - rank(other),
    );
  }
}

/** What takes more than twelve seconds on two cores, the longest first. */
export const LONG: readonly string[] = [
  "apps/console/test/browser/pages-en.test.ts",
  "apps/console/test/browser/pages-ar.test.ts",
  "apps/exchange/test/tour.test.ts",
  "apps/console/test/browser/compose.test.ts",
  "apps/console/test/browser/message-exchange.test.ts",
  "apps/console/test/browser/connection.test.ts",
  "packages/gateway/test/wire-errors.test.ts",
  "apps/console/test/browser/answer.test.ts",
  "apps/console/test/browser/operate.test.ts",
  "packages/gateway/test/histories/histories.test.ts",
  "packages/agency/src/store/sqlite/store.test.ts",
  "apps/console/test/browser/approvals.test.ts",
  "apps/console/test/browser/session.test.ts",
  "packages/cli/test/visible.test.ts",
  "packages/gateway/test/kill-erasure.test.ts",
  "packages/cli/test/gateway-unwritable.test.ts",
  "apps/console/test/browser/compose-text.test.ts",
  "packages/gateway/test/kill-refusal.test.ts",
  "packages/gateway/test/api/attack.test.ts",
  "apps/console/test/browser/compose-draft.test.ts",
  "apps/console/test/browser/message-correct.test.ts",
  "apps/exchange/test/demo-stopped.test.ts",
  "packages/cli/test/help.test.ts",
  "apps/console/test/browser/message-read.test.ts",
  "packages/gateway/test/kill-upgrade.test.ts",
  "apps/exchange/test/demo.test.ts",
  "packages/validator/test/corpus.test.ts",
  "packages/policy/test/monotone.test.ts",
  "apps/console/test/browser/two-people.test.ts",
  "packages/policy/test/links.test.ts",
  "packages/agency/test/prepare.test.ts",
  "packages/agency/test/restore-earlier.test.ts",
  "apps/console/test/browser/message-withdraw.test.ts",
  "packages/gateway/test/api/events.test.ts",
  "packages/cli/test/gateway-process.test.ts",
  "packages/agency/src/store/postgres/store.test.ts",
  "apps/console/test/browser/screen-reader.test.ts",
  "packages/gateway/test/api/browser.test.ts",
  "apps/console/test/browser/check.test.ts",
  "apps/exchange/test/guide-connect.test.ts",
  "packages/validator/test/corrected-fields.test.ts",
  "packages/htcds/test/flat-memory.test.ts",
  "tools/generate.test.ts",
  "packages/gateway/test/store-fails.test.ts",
  "apps/console/test/browser/danger.test.ts",
  "packages/gateway/test/api/crowding.test.ts",
  "packages/gateway/test/withdrawal.test.ts",
  "packages/validator/test/fuzz.test.ts",
  "apps/exchange/test/guide-gateway.test.ts",
  "apps/console/test/browser/sent-back.test.ts",
  "apps/console/test/browser/kept-again.test.ts",
];
