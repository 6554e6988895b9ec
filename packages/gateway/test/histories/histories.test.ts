/**
 * Lives of two gateways, step by step at random: what officers, networks, clocks and restarts do. Afterwards nothing is lost, nothing
 * is undead, both sides agree, and deliveries come to an end.
 *
 * `SAFEPASSAGE_HISTORIES=500` runs as many, others each time.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { calmDown, check, checkEnd } from "./checks.ts";
import { type Life, openLife } from "./life.ts";
import { KINDS, type Step, take } from "./steps.ts";

const asked = process.env["SAFEPASSAGE_HISTORIES"];
const runs = asked === undefined ? { numRuns: 12, seed: 7 } : { numRuns: Number(asked) };
/** What happens more often than the rest. */
const OFTEN = ["refer", "another", "answer", "deliver", "deliver", "pass"];

const step: fc.Arbitrary<Step> = fc.record(
  { kind: fc.constantFrom(...KINDS, ...OFTEN), a: fc.nat(30), b: fc.nat(30) },
  { noNullPrototype: true },
);
const steps = fc.array(step, { minLength: 5, maxLength: 40, size: "max" });

it("two gateways lose nothing, keep nothing that was taken back, and come to rest", async () => {
  let lives = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (more) => {
      const life = openLife();
      try {
        await live(life, more);
        lives += 1;
      } catch (error) {
        throw new Error(`\n${life.story.join("\n")}`, { cause: error });
      }
    }),
    { ...runs, endOnFailure: true },
  );
  expect(lives).toBe(runs.numRuns);
}, 3_600_000);

async function live(life: Life, more: readonly Step[]): Promise<void> {
  // Each agency has sent something to begin with.
  for (const one of [0, 1].map((a) => ({ kind: "refer", a, b: 0 }))) await take(life, one);
  for (const one of more) await take(life, one);
  await calmDown(life);
  await check(life);
  await checkEnd(life);
  for (const { gateway } of [life.exchange.b, life.exchange.c]) await gateway.close();
}
