/**
 * Lives of two gateways, step by step at random: what officers, networks, clocks and restarts do. Afterwards nothing is lost, nothing
 * is undead, both sides agree, and deliveries come to an end.
 */
import { it } from "vitest";
import { createExchange } from "../world.ts";
import { calmDown, check, checkEnd } from "./checks.ts";
import { openLife } from "./life.ts";
import { expectLives } from "./lives.ts";
import { MACHINES } from "./machines.ts";
import { OFFICERS } from "./officers.ts";
import { checkClocks, openWarned, WARNED } from "./warned.ts";

const MOST_MS = 3_600_000;

it(
  "two gateways lose nothing, keep nothing that was taken back, and come to rest",
  () =>
    expectLives({
      runs: { numRuns: 12, seed: 7 },
      open: () => openLife((monotonic) => createExchange({ options: { monotonic } })),
      acts: OFFICERS,
      machines: Object.keys(MACHINES) as (keyof typeof MACHINES)[],
      // Each agency has sent something to begin with.
      first: ["refer", "refer"],
      often: ["refer", "another", "answer", "deliver", "deliver", "pass"],
      async end(life) {
        await calmDown(life);
        await check(life);
        await checkEnd(life);
      },
    }),
  MOST_MS,
);

it(
  "who warns of a danger and who is warned see alike whether it is answered, and in what time",
  () =>
    expectLives({
      runs: { numRuns: 8, seed: 7 },
      open: openWarned,
      acts: WARNED,
      machines: ["deliver", "maintain", "restart", "spoil", "release", "pass"],
      first: ["warn"],
      often: ["answer", "deliver", "deliver", "takeBack"],
      end: checkClocks,
    }),
  MOST_MS,
);
