import { createFixedClock, encodeBase64urlText } from "@safepassage/core";
import { addPeriod, type Draft, type LegalBasis, PURPOSES, parseDraft } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ComposeOptions,
  composeDraft,
  issueConsentAssertion,
  randomId,
  verifyConsentAssertion,
  withAnswerDeadline,
} from "../src/index.ts";
import { createTestWorld, draftOfS011, NGO_B, NGO_C, NOW } from "./world.ts";

const world = createTestWorld();
const base: ComposeOptions = {
  sender: world.registry.agencyAt(NGO_B, NOW),
  recipient: world.registry.agencyAt(NGO_C, NOW),
  recipientThumbprint: world.signingKeys["NGO-C"].kid,
  states: world.registry.states,
  agreement: world.agreement,
  purpose: "ASSISTANCE_REFERRAL",
  messageType: "referral",
  legalBases: ["GDPR#6(1)(a)"],
  test: true,
  officer: { ref: randomId(), assurance: 2 },
  body: draftOfS011(world).body,
  clock: world.open.clock,
};
const times = fc.date({
  min: new Date("2024-01-01T00:00:00Z"),
  max: new Date("2040-12-31T23:59:59Z"),
  noInvalidDate: true,
});
const purposes = Object.values(PURPOSES);
/** A token with these claims, signed by nobody. */
const claiming = (claims: unknown): string => `e30.${encodeBase64urlText(JSON.stringify(claims))}.`;

describe("composeDraft", () => {
  it("knows all purposes", () => {
    expect(purposes.length).toBeGreaterThanOrEqual(14);
  });

  it("erases no later than the agreement permits, and as before where it permits more", () => {
    const eraseBy = (ceiling: string): string => {
      const retention = [{ purpose: "ASSISTANCE_REFERRAL", ceiling }] as const;
      const draft = composeDraft({ ...base, agreement: { ...base.agreement, retention } });
      return draft.clear["env.retention.eraseBy"];
    };
    const day = NOW.toISOString().slice(0, 10);
    expect(eraseBy("P10D")).toBe(addPeriod(day, "P10D"));
    expect(eraseBy("P90D")).toBe(addPeriod(day, "P30D"));
  });

  it("takes a body of unsound shape, which is refused later", () => {
    const leaves = [null, { f: "alert.validUntil" }];
    const body = { none: null, one: { kind: "alert" }, other: { leaves } };
    const draft = composeDraft({ ...base, body: body as unknown as ComposeOptions["body"] });
    expect(draft.clear["env.retention.eraseBy"]).toBe("2026-12-24");
  });

  it.each<[string, unknown]>([
    ["that ends later than any time has a form", claiming({ exp: Number.MAX_SAFE_INTEGER })],
    ["that ends as much earlier", claiming({ exp: Number.MIN_SAFE_INTEGER })],
    ["that ends in the year 10000", claiming({ exp: 253_402_300_800 })],
    ["that is no object", claiming(null)],
    ["that is no text", { toString: 1 }],
  ])("takes an assertion %s, which is refused later", (_, assertion) => {
    const stated = { "private.consentAssertions": [assertion] } as ComposeOptions["private"];
    const draft = composeDraft({ ...base, ...(stated && { private: stated }) });
    expect(draft.clear["env.retention.eraseBy"]).toBe("2026-12-24");
  });

  it.each([
    ["2026-12-24", "2026-12-24"],
    ["2026-11-24", "2026-11-25"],
    ["2028-01-01", "2027-05-23"],
    ["no day", "2027-05-23"],
  ])("has an alert that is valid until %s erased by %s", (until, eraseBy) => {
    const leaves = [{ f: "alert.validUntil", v: until }];
    const { clear } = composeDraft({
      ...{ ...base, purpose: "MISSING_CHILD_ALERT", messageType: "alert" },
      body: { [randomId()]: { kind: "alert", links: [], leaves } },
    });
    expect(clear["env.retention.eraseBy"]).toBe(eraseBy);
  });

  it.each([
    ["alone, to its last whole day", ["GDPR#6(1)(a)"], "2026-12-01T00:00:00Z", "2026-11-30"],
    ["alone, that ends today", ["GDPR#6(1)(a)"], "2026-11-24T20:00:00Z", "2026-11-25"],
    ["alone, that lasts longer", ["GDPR#6(1)(a)"], "2027-05-01T00:00:00Z", "2026-12-24"],
    ["and a duty", ["GDPR#6(1)(a)", "GDPR#6(1)(c)"], "2026-12-01T00:00:00Z", "2026-12-24"],
  ] as const)("holds what rests on a consent %s", (_, legalBases, validUntil, eraseBy) => {
    const [assertion = ""] = draftOfS011(world).private["private.consentAssertions"];
    const { ref, ...consent } = verifyConsentAssertion(assertion, NGO_C, world.registry);
    const ending = issueConsentAssertion(
      { ref, ...consent, validUntil },
      { holder: NGO_B, recipient: NGO_C, signer: world.signers["NGO-B"], clock: base.clock },
    );
    const { clear } = composeDraft({
      ...{ ...base, legalBases },
      private: { "private.consentRefs": [ref], "private.consentAssertions": [ending, "no token"] },
    });
    expect(clear["env.retention.eraseBy"]).toBe(eraseBy);
  });

  it.each(purposes.map(({ id }) => id))(
    "erases after the day of the message and within the ceiling of %s, on any day",
    (purpose) => {
      const ceiling = purposes.find(({ id }) => id === purpose)?.retention.ceiling ?? "";
      fc.assert(
        fc.property(times, (now) => {
          const { clear } = composeDraft({ ...base, purpose, clock: createFixedClock(now) });
          const eraseBy = clear["env.retention.eraseBy"];
          expect(eraseBy > clear["env.createdAt"].slice(0, 10)).toBe(true);
          expect(eraseBy <= after(now, ceiling)).toBe(true);
        }),
        { numRuns: 50 },
      );
    },
  );

  it("gives a draft of the right shape for every purpose", () => {
    for (const { id: purpose } of purposes) {
      const draft = composeDraft({ ...base, purpose: purpose as Draft["clear"]["env.purpose"] });
      expect(parseDraft(draft)).toEqual(draft);
    }
  });

  it("marks what cites the law of the Schengen Information System, unless the sender declares a mark", () => {
    const markOf = (legalBases: readonly LegalBasis[], clear = {}) =>
      composeDraft({ ...base, legalBases, clear }).clear["env.shapeMark"];
    expect(markOf(["LED#8"])).toBe("full");
    expect(markOf(["REG2018/1862#32(1)(d)"])).toBe("sis");
    expect(markOf(["LED#8", "REG2018/1862#32"])).toBe("sis");
    expect(markOf(["LED#8"], { "env.shapeMark": "noSubject" })).toBe("noSubject");
  });

  it("sets a deadline that the recipient admits", () => {
    const hours = (messageType: Draft["clear"]["env.messageType"]): number => {
      const { clear } = composeDraft({ ...base, messageType });
      return (Date.parse(clear["env.deliverBy"]) - Date.parse(clear["env.createdAt"])) / 3_600_000;
    };
    expect(hours("alert")).toBe(72);
    expect(hours("referral")).toBe(168);
  });

  it("takes the transfer basis from the countries, or refuses to guess", () => {
    const basis = (sender: string, recipient: string) =>
      composeDraft({
        ...base,
        sender: { ...base.sender, country: sender },
        recipient: { ...base.recipient, country: recipient },
      }).clear["env.transfer.basis"];
    expect(basis("XB", "XB")).toBe("DOMESTIC");
    expect(basis("XB", "XC")).toBe("INTRA_EU");
    for (const [from, to] of [
      ["XA", "XB"],
      ["XB", "XE"],
      ["XD", "XB"],
      ["ZZ", "XB"],
    ] as const) {
      expect(() => basis(from, to)).toThrow(
        expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }),
      );
    }
  });

  it("refuses a purpose of no catalogue", () => {
    for (const purpose of ["NONE", "constructor", "__proto__"]) {
      expect(() =>
        composeDraft({ ...base, purpose: purpose as Draft["clear"]["env.purpose"] }),
      ).toThrow(expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }));
    }
  });
});

describe("randomId", () => {
  it("draws again what looks as if somebody had written it", () => {
    const good = randomId();
    const draws = ["A".repeat(22), Buffer.from("case 17 of 2026 ").toString("base64url"), good];
    const random = () => Buffer.from(draws.shift() ?? "", "base64url");
    expect(randomId(random)).toBe(good);
    expect(draws).toEqual([]);
  });

  it("gives 128 bits in canonical base64url, never twice", () => {
    const ids = Array.from({ length: 2000 }, randomId);
    expect(new Set(ids).size).toBe(2000);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
  });
});

/** Last day of a period from a day on, by the calendar; the last day of a shorter month. */
function after(start: Date, period: string): string {
  const [, years = "0", months = "0", days = "0"] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(period) ?? [];
  const month = start.getUTCMonth() + Number(months) + 12 * Number(years);
  const first = new Date(Date.UTC(start.getUTCFullYear(), month, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  const day = Math.min(start.getUTCDate(), length.getUTCDate()) + Number(days);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), day))
    .toISOString()
    .slice(0, 10);
}

describe("withAnswerDeadline", () => {
  const request = composeDraft({
    ...base,
    messageType: "request",
    legalBases: ["DIR2023/977#4"],
    private: { "private.urgency": { level: "urgent", ground: "threatToLife" } },
    body: {
      ...base.body,
      WTLoM0Zpum_ViR2P3FwLPw: {
        kind: "request",
        links: [],
        leaves: [{ f: "request.accessibility", v: "direct" }],
      },
    },
  });

  it("states when the time of the law ends, counted from the draft", () => {
    const groups = Object.values(withAnswerDeadline(request).body);
    expect(groups.filter(({ kind }) => kind === "deadline")).toEqual([
      {
        kind: "deadline",
        links: [],
        leaves: [{ f: "deadline.at", v: "2026-11-24T17:02:00Z" }],
      },
    ]);
  });

  it("leaves a deadline that is stated, and a draft that needs none", () => {
    const stated = withAnswerDeadline(request);
    expect(withAnswerDeadline(stated)).toBe(stated);
    const referral = composeDraft(base);
    expect(withAnswerDeadline(referral)).toBe(referral);
  });
});
