import type { HistoryRecord } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  ask,
  entry,
  ID,
  LOG,
  NGO_C,
  POLICE,
  referral,
  scenarioMessage,
  sent,
} from "../test/one-referral.ts";
import { createHistoryIndex } from "./history-index.ts";

describe("the log in the index", () => {
  const intent = entry(0, "intent", { recipient: NGO_C, justified: true, fields: 4 });

  it("tells whether a complete intent precedes the message", () => {
    expect(ask(referral, [intent]).log.intentPrecedes).toBe(true);
    for (const flaw of [{ justified: false }, { fields: 0 }, { recipient: POLICE }]) {
      expect(ask(referral, [{ ...intent, ...flaw }]).log.intentPrecedes).toBe(false);
    }
    const late = { ...intent, at: "2026-11-24T09:00:01Z" };
    expect(ask(referral, [late]).log.intentPrecedes).toBe(false);
  });

  it("misses an intent of what was sent only", () => {
    const unrelated = { ...intent, message: "another" };
    expect(ask(referral, [unrelated]).log.intentPrecedes).toBeUndefined();
    const records = [unrelated, sent({ message: ID, digest: "d" })];
    expect(ask(referral, records).log.intentPrecedes).toBe(false);
  });

  it("says nothing while a position is missing, and speaks when it comes", () => {
    const outcome = entry(2, "outcome", {});
    const other = entry(1, "other", {});
    expect(ask(referral, [intent, outcome]).log.intentPrecedes).toBeUndefined();
    const log = ask(referral, [
      intent,
      outcome,
      other,
      { record: "checkpoint", origin: LOG, size: 3, cosigned: true },
    ]).log;
    expect(log).toMatchObject({ intentPrecedes: true, outcomeFollows: true, cosigned: true });
  });

  it("takes nothing for cosigned that came after the checkpoint", () => {
    const records: HistoryRecord[] = [
      intent,
      entry(1, "outcome", {}),
      { record: "checkpoint", origin: LOG, size: 1, cosigned: true },
      { record: "checkpoint", origin: LOG, size: 2, cosigned: false },
    ];
    expect(ask(referral, records).log.cosigned).toBe(false);
  });

  it("says nothing of a message that another agency sent", () => {
    const index = createHistoryIndex(NGO_C);
    index.add(intent);
    expect(index.historyFor(referral).log.intentPrecedes).toBeUndefined();
  });

  it("names the positions of the time that an audit asks about", () => {
    const answer = scenarioMessage("S13", 2);
    const asked = answer.private["private.inReplyTo"] ?? "";
    const index = createHistoryIndex(answer.clear["env.sender.agencyId"]);
    const audit = { from: "2026-05-02T00:00:00Z", to: "2026-05-03T10:00:00Z" };
    const [from, to] = [
      answer.clear["env.recipient.agencyId"],
      answer.clear["env.sender.agencyId"],
    ];
    index.add(sent({ message: asked, digest: "q", audit, from, to }));
    for (const [position, day] of [
      [40, "01"],
      [41, "02"],
      [42, "03"],
      [43, "04"],
    ] as const) {
      index.add({ ...entry(position, "other", {}), at: `2026-05-${day}T10:00:00Z` });
    }
    expect(index.historyFor(answer).log.interval).toEqual({ origin: LOG, from: 41, to: 42 });
  });
});
