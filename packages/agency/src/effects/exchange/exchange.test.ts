import { createFixedClock } from "@safepassage/core";
import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { FactContext } from "../../setting/context.ts";
import { incoming } from "../../store/contract/rows.ts";
import { workOutIn } from "../../store/facts.ts";
import type { AgencyStore } from "../../store/ports.ts";
import type { NewInboxRow } from "../../store/rows.ts";
import { openSqliteStore } from "../../store/sqlite/store.ts";
import { cancelledBy, exchangeEffects } from "./exchange.ts";

const NOW = "2026-11-24T09:00:00Z";
const PURPOSE = "ASSISTANCE_REFERRAL";
const message = (messageType: string, leaves: readonly object[] = []): DecodedMessage =>
  ({
    clear: {
      ...{ "env.messageType": messageType, "env.messageId": "id", "env.purpose": PURPOSE },
      ...{ "env.retention.eraseBy": "2027-01-30", "env.agreementRef": { sha256: "agreement" } },
    },
    private: { "private.exchangeId": "exchange" },
    body: { group: { kind: messageType, links: [], leaves } },
  }) as unknown as DecodedMessage;
const EXTENDING = message("update", [{ f: "update.reason", v: "extended" }]);
const CLOSING = message("closing", [{ f: "closing.reason", v: "completed" }]);

describe("a message that changes others of its exchange", () => {
  it("reads none where an update extends none, however many there are", async () => {
    const { work, read } = await open([{ eraseBy: "2027-01-30" }, { eraseBy: "2026-11-23" }]);
    expect(await work(EXTENDING)).toEqual([]);
    expect(read()).toEqual([]);
  });

  it("reads those that an update extends", async () => {
    const { work, read } = await open([{ eraseBy: "2027-01-30" }, { eraseBy: "2027-01-29" }]);
    expect(await work(EXTENDING)).toMatchObject([
      { does: "retain", digest: "digest-1", eraseBy: "2027-01-30" },
      { does: "event", event: { kind: "extended", ref: "digest-1" } },
    ]);
    expect(read()).toEqual(["digest-1"]);
  });

  it("reads none where nothing counts from a closing, and nobody waits", async () => {
    const answered = { from: NOW, by: "2026-12-01T00:00:00Z", answeredAt: NOW };
    const { work, read } = await open([{}, { clock: answered }]);
    expect(await work(CLOSING)).toMatchObject([{ event: { kind: "exchangeClosed" } }]);
    expect(read()).toEqual([]);
  });

  it("reads those that a closing shortens by their agreement, and those that wait", async () => {
    const clock = { from: NOW, by: "2026-12-01T00:00:00Z" };
    const rows = [
      { eraseBy: "2027-06-01" },
      { eraseBy: "2026-12-04" },
      { purpose: "OTHER", clock },
    ];
    const retention = [{ purpose: PURPOSE, ceiling: "P10D", from: "closed" }];
    const { work, read } = await open(rows, retention);
    expect(await work(CLOSING)).toMatchObject([
      { event: { kind: "exchangeClosed" } },
      { does: "retain", digest: "digest-0", eraseBy: "2026-12-04" },
      { event: { kind: "retentionShortened", ref: "digest-0" } },
      { does: "clock", digest: "digest-2" },
    ]);
    expect(read()).toEqual(["digest-0", "digest-2"]);
  });

  it("looks once at what each of many agreements says, and the earliest end of all counts", () => {
    for (const count of [10, 40]) {
      let looks = 0;
      const agreements = Array.from({ length: count }, (_, at) => ({
        get retention() {
          looks += 1;
          return [{ purpose: PURPOSE, ceiling: `P${10 + at}D`, from: "closed" }];
        },
      }));
      const asked: unknown[] = [];
      const heldIn = (...[, , that]: readonly unknown[]): readonly string[] => {
        asked.push(that);
        return [];
      };
      const facts = { inbox: { heldIn } };
      const context = {
        ...{ facts, clock: createFixedClock(NOW) },
        agreements: () => ({ all: () => agreements }),
      } as unknown as FactContext;
      const passing = { message: CLOSING, digest: "digest", other: "https://ngo-b.test" };
      exchangeEffects(context, { ...passing, own: false });
      expect(asked[0]).toMatchObject({ ends: [{ purpose: PURPOSE, day: "2026-12-04" }] });
      expect(looks).toBe(count);
    }
  });

  it("finds what a cancellation cancels without reading it", async () => {
    const { find, read } = await open([{}, { messageType: "update" }]);
    expect(await find(message("alertCancellation"))).toEqual(["digest-1"]);
    expect(read()).toEqual([]);
  });
});

/** A store with messages of one exchange. Says which of them are read. */
async function open(rows: readonly Partial<NewInboxRow>[], retention?: readonly object[]) {
  const store = openSqliteStore(":memory:");
  await store.transaction(async ({ inbox, answers }) => {
    for (const [at, row] of rows.entries()) {
      const { content, ...rest } = incoming(String(at));
      const held = { ...content, message: message("referral") };
      await inbox.add({ ...rest, purpose: PURPOSE, ...row, content: held });
      if (row.clock) await answers.setClock("inbox", rest.digest, row.clock);
    }
  });
  const read: string[] = [];
  const agreement = retention && { sha256: "agreement", retention };
  const context = {
    store,
    clock: createFixedClock(NOW),
    agreements: () => ({
      findAgreement: () => agreement,
      all: () => (agreement ? [agreement] : []),
    }),
  } as unknown as FactContext & { store: AgencyStore };
  const ask = <T>(some: (facts: FactContext) => T): Promise<T> =>
    store.transaction((tx) => {
      const findByDigest = (digest: string) => {
        read.push(digest);
        return tx.inbox.findByDigest(digest);
      };
      const watched = { ...tx, inbox: { ...tx.inbox, findByDigest } };
      return workOutIn(context, watched, some as (facts: unknown) => T);
    });
  const passing = { digest: "passing", other: "sender", own: false };
  return {
    read: () => read,
    work: (passed: DecodedMessage) =>
      ask((facts) => exchangeEffects(facts, { ...passing, message: passed })),
    find: (passed: DecodedMessage) =>
      ask((facts) => cancelledBy(facts, { ...passing, message: passed })),
  };
}
