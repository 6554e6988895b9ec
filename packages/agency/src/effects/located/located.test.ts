import { expect, it } from "vitest";
import { workOutIn } from "../../store/facts.ts";
import type { AgencyStore, Tx } from "../../store/ports.ts";
import { standing } from "./located.ts";

const OTHER = "https://police-c.test";

/** A partner can answer an alert as often as it likes, and take each answer back. */
it("answers that were taken back are worked out once for all of them, and not once for each", async () => {
  const runs = [];
  for (const count of [8, 16, 32]) runs.push(await runsFor(count, () => 0));
  expect(new Set(runs).size).toBe(1);
});

it("an answer that was corrected more often than is read says what it said", async () => {
  const tx = storeOf(64, (digest) => (digest === "a7" ? 65 : 0));
  const found = await workOutIn({ store: STORE }, tx, (known) => standing(known, "alert", OTHER));
  expect(found?.by).toBe("a7");
});

it("reads the newest answers alone, however many there were", async () => {
  const given: number[] = [];
  const tx = storeOf(4096, () => 0, given);
  await workOutIn({ store: STORE }, tx, (known) => standing(known, "alert", OTHER));
  expect(given).toEqual([64]);
});

const STORE = {} as AgencyStore;

/** How often it is worked out which of some answers says still that the person was located: none does. */
async function runsFor(count: number, corrections: (digest: string) => number): Promise<number> {
  let runs = 0;
  const found = await workOutIn({ store: STORE }, storeOf(count, corrections), (known) => {
    runs += 1;
    return standing(known, "alert", OTHER);
  });
  expect(found).toBeUndefined();
  return runs;
}

/** A store with answers that do not say so any more. */
function storeOf(count: number, corrections: (digest: string) => number, given: number[] = []): Tx {
  const at = "2026-11-24T09:02:00Z";
  const noted = Array.from({ length: count }, (_, index) => ({ at, code: `a${index}` }));
  const message = { body: {} };
  const give = <T>(events: readonly T[]): readonly T[] => {
    given.push(events.length);
    return events;
  };
  return {
    events: {
      about: async () => give(noted),
      before: async (_: string, __: number, limit: number) =>
        give(noted.toReversed().slice(0, limit)),
    },
    inbox: { findByDigest: async (digest: string) => ({ digest, content: { message } }) },
    history: {
      under: async () => [],
      digestsUnder: async ({ key }: { readonly key: string }, limit: number) =>
        Array.from({ length: Math.min(limit, corrections(key)) }, (_, index) => `c${index}`),
    },
  } as unknown as Tx;
}
