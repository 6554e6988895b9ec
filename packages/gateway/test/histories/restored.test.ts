/**
 * Lives in which databases are put back to what they were. What was erased does not come back, what partners have is had again, and what
 * was taken back is held by nobody, once people have done what the restore tells them.
 */
import { it } from "vitest";
import { checkRestored } from "./check-restored.ts";
import { calmDown, checkEnd } from "./checks.ts";
import { expectLives } from "./lives.ts";
import { OFFICERS } from "./officers.ts";
import { closeRestored, makeUp, openRestored, RESTORES } from "./restores.ts";

it(
  "gateways whose databases were put back come to rest, and hold nothing that was taken back",
  () =>
    expectLives({
      runs: { numRuns: 4, seed: 7 },
      open: openRestored,
      acts: { ...OFFICERS, ...RESTORES },
      machines: ["deliver", "maintain", "restart", "spoil", "release", "pass", "days"],
      first: ["refer", "refer", "copy", "copy"],
      often: ["refer", "answer", "deliver", "deliver", "copy", "restore", "restore"],
      async end(life) {
        await life.network.mend();
        await makeUp(life);
        await calmDown(life);
        await checkRestored(life);
        await checkEnd(life);
        closeRestored(life);
      },
    }),
  3_600_000,
);
