import { textOf } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import type { Standing } from "../metrics/figures.ts";
import { createConditions } from "./conditions.ts";

const peer = "https://ngo-c.test";
const SOUND = {
  ...{
    at: new Date("2026-11-24T09:02:00Z"),
    status: "ready",
    reasons: [],
    lowDisks: [],
    isEarlier: false,
    registry: { state: "current" },
    ends: [],
    agreements: [],
  },
} as unknown as Standing;
const MINUTE = 60_000;

/** Conditions at a time that the test sets, in minutes. */
function open() {
  let minutes = 0;
  let offMinutes = 0;
  const conditions = createConditions({
    now: () => (minutes + offMinutes) * MINUTE,
    monotonic: () => minutes * MINUTE,
    daysBefore: 14,
  });
  return {
    ...conditions,
    /** Sets the clock of the machine: so much more than the time that has passed. */
    setClock(off: number) {
      offMinutes = off;
    },
    at(time: number) {
      minutes = time;
      return conditions.look(SOUND).lasting.map(({ event }) => event);
    },
    setMinutes(time: number) {
      minutes = time;
    },
    lookAt: (figures: object) => conditions.look({ ...SOUND, ...figures }),
  };
}

const REASONS = ["AGREEMENT_NONE", "TRUST_KEY_NOT_IN_FORCE", "REGISTRY_STALE"].map((code) => ({
  ...{ code, file: "agency.json", level: "waiting" },
}));

const failed = { event: "sending", ref: "x", peer, code: "GATEWAY_PEER_UNREACHABLE" } as const;

describe("deliveries to a partner", () => {
  it("fail once they have failed for an hour, until one is answered", () => {
    const { hear, at } = open();
    hear(failed);
    expect(at(59)).toEqual([]);
    hear({ ...failed, event: "queued" });
    expect(at(60)).toEqual([{ event: "deliveriesFail", peer, code: failed.code }]);
    hear({ event: "refused", peer, code: "PACKAGE_MALFORMED" });
    expect(at(61)).toHaveLength(1);
    hear({ event: "refused", peer, code: "PACKAGE_MALFORMED", own: true });
    expect(at(62)).toEqual([]);
  });

  it("do not fail where one was answered in between, or nothing was tried for two hours", () => {
    const { hear, at } = open();
    hear(failed);
    hear({ event: "decided", ref: "x", peer });
    expect(at(90)).toEqual([]);
    hear(failed);
    expect(at(90 + 121)).toEqual([]);
  });

  it("fail for as long as they do, and not for as long as a clock that is set says", () => {
    const { hear, at, setClock } = open();
    hear(failed);
    setClock(1440);
    expect(at(1)).toEqual([]);
    setClock(-1440);
    expect(at(59)).toEqual([]);
    expect(at(60)).toEqual([{ event: "deliveriesFail", peer, code: failed.code }]);
  });

  it.each([
    ...["CONSENT_LAPSED", "GATEWAY_AGREEMENT_UNKNOWN", "GATEWAY_AGREEMENT_OUTDATED"],
    ...["GATEWAY_REGISTRY_MISSING", "GATEWAY_REGISTRY_STALE", "GATEWAY_CLOCK_IMPLAUSIBLE"],
  ])("do not fail where a message is held back here (%s)", (code) => {
    const { hear, at } = open();
    hear({ ...failed, code });
    hear({ ...failed, event: "queued", code });
    expect(at(60)).toEqual([]);
  });

  it("fail for a reason of ours where the registry does not have it", () => {
    const { hear, at } = open();
    hear({ ...failed, code: "GATEWAY_RECIPIENT_UNKNOWN" });
    const [found] = at(60);
    expect(found && textOf(found)).toMatch(/the registry.*Ask the authority/);
  });

  it("began no later than now, though the clock was ahead when they did", () => {
    const { hear, lookAt, setMinutes, setClock } = open();
    hear(failed);
    setClock(4320);
    setMinutes(60);
    expect(lookAt({}).lasting).toMatchObject([{ since: 4380 * MINUTE }]);
    setClock(0);
    expect(lookAt({}).lasting).toMatchObject([{ since: 60 * MINUTE }]);
    setMinutes(61);
    const { begun, lasting } = lookAt({});
    expect([begun.length, lasting[0]?.since]).toEqual([0, 60 * MINUTE]);
  });

  it("still fail after a restart", () => {
    const first = open();
    first.hear(failed);
    expect(first.at(61)).toHaveLength(1);
    const kept = first.lookAt({}).lasting;
    const second = open();
    second.restore(JSON.parse(JSON.stringify(kept)));
    expect(second.at(62)).toHaveLength(1);
    // It is the same one: nobody is told twice.
    expect(second.lookAt({}).begun).toEqual([]);
    second.hear({ event: "delivered", ref: "x", peer });
    expect(second.lookAt({}).over).toHaveLength(1);
  });
});

describe("a look at the gateway", () => {
  it("finds what needs hands", () => {
    const { lookAt } = open();
    const found = lookAt({
      ...{ isStoreFull: true, registry: { state: "stale", issuedAt: "2026-11-01T00:00:00Z" } },
      ...{ lowDisks: ["state"], isEarlier: true, isBackupLate: true },
      logFailure: "LOG_UNWRITTEN",
      clock: { state: "implausible", expected: "2026-11-24T00:00:00Z" },
      ends: [
        { kind: "agreement", name: "A", daysLeft: 13 },
        { kind: "agreement", name: "B", daysLeft: 14 },
        { kind: "key", name: "kid", daysLeft: -1 },
      ],
    });
    expect(found.begun.map(({ key }) => key)).toEqual([
      ...["registryStale 2026-11-01T00:00:00Z", "clockImplausible 2026-11-24T00:00:00Z"],
      ...["storeFull", "backupLate", "databaseEarlier", "diskLow state", "logFails"],
      ...["agreementEnds A", "keyEnds kid"],
    ]);
    expect(lookAt({}).over).toHaveLength(9);
  });

  it("says before a registry is too old that no newer one has come", () => {
    const { lookAt } = open();
    const registry = {
      ...{ state: "current", issuedAt: "2026-11-01T00:00:00Z" },
      usableUntil: "2026-11-16T00:00:00Z",
    };
    const at = (time: string) => lookAt({ registry, at: new Date(time) }).lasting;
    expect(at("2026-11-10T23:59:59Z")).toEqual([]);
    expect(at("2026-11-11T00:00:00Z")).toMatchObject([
      { event: { event: "registryEnds", ref: "2026-11-16T00:00:00Z" } },
    ]);
    const newer = {
      ...registry,
      issuedAt: "2026-11-11T00:00:00Z",
      usableUntil: "2026-11-26T00:00:00Z",
    };
    const found = lookAt({ registry: newer, at: new Date("2026-11-11T00:01:00Z") });
    expect([found.lasting, found.over.length]).toEqual([[], 1]);
  });

  it("says of a clock in doubt what may have happened, and what ends the doubt", () => {
    const clock = { state: "implausible", expected: "2026-11-24T00:00:00Z" };
    const [found] = open().lookAt({ clock }).begun;
    const text = found === undefined ? "" : textOf(found.event);
    expect(text).toMatch(/or the gateway was off for more than a week: 2026-11-24T00:00:00Z was/);
    expect(text).toMatch(/If this one is wrong, set it right.*safepassage gateway clock/);
  });

  it("says of each agreement that it does not verify, or soon does not", () => {
    const { lookAt } = open();
    const soon = { code: "AGREEMENT_KEY_ENDS", file: "agreements/a.json" };
    expect(lookAt({ agreements: [soon] }).begun.map(({ key }) => key)).toEqual([
      "agreementKeyEnds agreements/a.json",
    ]);
    const now = { ...soon, code: "AGREEMENT_INVALID" };
    const found = lookAt({ agreements: [now] });
    expect(found.begun.map(({ key }) => key)).toEqual(["agreementFails agreements/a.json"]);
    expect(found.over.map(({ key }) => key)).toEqual(["agreementKeyEnds agreements/a.json"]);
  });

  it("finds each reason not to be ready that lasts a quarter of an hour and is no alarm by itself", () => {
    const { lookAt, lookInVain, setMinutes } = open();
    const about = (code: string) => ({ event: "notReady", code, ref: "agency.json" });
    lookAt({ reasons: REASONS });
    setMinutes(14);
    expect(lookAt({ reasons: REASONS }).lasting).toEqual([]);
    // A store that fails in between says nothing of the others.
    lookInVain("GATEWAY_STORE_AWAY");
    setMinutes(15);
    expect(lookAt({ reasons: REASONS }).lasting.map(({ event }) => event)).toEqual([
      about("AGREEMENT_NONE"),
      about("TRUST_KEY_NOT_IN_FORCE"),
    ]);
    const { over } = lookAt({ reasons: REASONS.slice(0, 1) });
    expect(over.map(({ event }) => event)).toEqual([about("TRUST_KEY_NOT_IN_FORCE")]);
  });

  it("says of a disk that it is full, also where the store cannot be looked at, as at a start", () => {
    const { lookInVain } = open();
    const keys = (code: string) => lookInVain(code).begun.map(({ key }) => key);
    expect(keys("GATEWAY_STORE_FULL")).toEqual(["storeFull"]);
    expect(keys("GATEWAY_STORE_AWAY")).toEqual(["storeFails"]);
  });

  it("does not take a clock that is set for a quarter of an hour", () => {
    const { lookAt, setClock, setMinutes } = open();
    const about = { event: "notReady", code: "AGREEMENT_NONE", ref: "agency.json" };
    const reasons = REASONS.slice(0, 1);
    lookAt({ reasons });
    setClock(60);
    expect(lookAt({ reasons }).lasting).toEqual([]);
    setClock(-60);
    setMinutes(15);
    expect(lookAt({ reasons }).lasting).toMatchObject([{ event: about, since: -45 * MINUTE }]);
  });

  it("finds at once that the signing key is in other hands", () => {
    const { lookAt } = open();
    const reasons = [{ code: "TRUST_KEY_COMPROMISED", file: "keys/signing-key.json" }];
    expect(lookAt({ reasons }).begun).toMatchObject([
      { event: { event: "notReady", code: "TRUST_KEY_COMPROMISED" } },
    ]);
  });

  it("knows after a restart what has lasted before", () => {
    const first = open();
    first.lookAt({ reasons: REASONS });
    first.setMinutes(15);
    const { lasting } = first.lookAt({ reasons: REASONS });
    expect(lasting).toHaveLength(2);
    const second = open();
    second.setMinutes(16);
    second.restore(JSON.parse(JSON.stringify(lasting)));
    expect(second.lookAt({ reasons: REASONS })).toMatchObject({ begun: [], over: [] });
  });

  it("waits a quarter of an hour for the first registry", () => {
    const { lookAt, setMinutes } = open();
    const missing = { reasons: [{ code: "REGISTRY_MISSING", file: "agency.json" }] };
    expect(lookAt(missing).lasting).toEqual([]);
    setMinutes(14);
    expect(lookAt(missing).lasting).toEqual([]);
    setMinutes(15);
    expect(lookAt(missing).lasting).toMatchObject([{ event: { event: "registryMissing" } }]);
  });

  it("counts a way of telling as failing after three failures", () => {
    const { setChannel, lookAt } = open();
    setChannel("mail", 2, "ESOCKET");
    expect(lookAt({}).lasting).toEqual([]);
    setChannel("mail", 3, "ESOCKET");
    expect(lookAt({}).begun).toMatchObject([{ event: { event: "alarmsUntold", channel: "mail" } }]);
    setChannel("mail", 4, "ETIMEDOUT");
    expect(lookAt({}).begun).toEqual([]);
    setChannel("mail", 0, undefined);
    expect(lookAt({}).over).toHaveLength(1);
  });

  it("counts a way of telling as failing after a restart, until it tells something", () => {
    const first = open();
    first.setChannel("mail", 3, "ESOCKET");
    const { restore, setChannel, lookAt } = open();
    restore(first.lookAt({}).lasting);
    expect(lookAt({})).toMatchObject({ lasting: [{}], begun: [], over: [] });
    setChannel("mail", 1, "ESOCKET");
    expect(lookAt({})).toMatchObject({ lasting: [{}], begun: [], over: [] });
    setChannel("mail", 0, undefined);
    expect(lookAt({}).over).toHaveLength(1);
  });
});
