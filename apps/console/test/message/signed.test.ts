import { encodeBase64urlText } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { envelopeOf, isOnConsentAlone } from "../../src/pages/message/facts/envelope.ts";
import { decisionOf, receiptsOf } from "../../src/pages/message/facts/receipt-claims.ts";
import { RECEIVED, SENT } from "./messages.ts";

describe("the envelope of a signed message", () => {
  test("says the legal bases, the conditions and the agreement", () => {
    const jwt = signed({
      bases: ["GDPR#6(1)(a)"],
      handling: { conditions: ["ASSISTANCE_ONLY"], europol: [] },
      agreement: { id: "AGR-ASSIST", version: "1.0", sha256: "x" },
      sender: { type: "victimServiceNGO", country: "XB", regime: "GDPR" },
    });
    expect(envelopeOf(jwt)).toEqual({
      legalBases: ["GDPR#6(1)(a)"],
      conditions: ["ASSISTANCE_ONLY"],
      agreement: "AGR-ASSIST 1.0",
      ...{ regime: "GDPR", country: "XB" },
    });
  });

  test("says nothing of a text that is no signed message, and shows no hostile shape", () => {
    for (const text of ["", "a.b.c", "x", signed([1]), `e.${encodeBase64urlText("null")}.s`]) {
      expect(envelopeOf(text), text).toBeUndefined();
    }
    const sender = { regime: { a: 1 }, country: 7 };
    const odd = signed({ bases: [{ a: 1 }, "GDPR#16"], handling: 7, agreement: [], sender });
    expect(envelopeOf(odd)).toEqual({
      ...{ legalBases: ["GDPR#16"], conditions: [], agreement: "", regime: "", country: "" },
    });
  });

  test("rests on consent alone only if each basis is one", () => {
    const on = (legalBases: readonly string[]) => isOnConsentAlone({ legalBases });
    expect(on(["GDPR#6(1)(a)"])).toBe(true);
    expect(on(["GDPR#6(1)(a)", "GDPR#6(1)(c)"])).toBe(false);
    expect(on([])).toBe(false);
  });
});

describe("receipts", () => {
  test("of a message that arrived were signed by this agency", () => {
    const [shown] = receiptsOf({ ...RECEIVED, receipts: [signed(DELIVERED)] });
    expect(shown).toMatchObject({ standing: "own", claims: DELIVERED });
  });

  test("that do not verify any more are shown, with the reason, and decide nothing", () => {
    const code = "TRUST_KEY_COMPROMISED";
    const message = { ...SENT, receipts: [{ jwt: signed(DECIDED), code }] };
    expect(receiptsOf(message)).toMatchObject([{ standing: "bad", code, claims: DECIDED }]);
    expect(decisionOf(message.receipts)).toBeUndefined();
  });

  test("that verify tell the decision", () => {
    const receipts = [DELIVERED, DECIDED].map((claims) => ({ jwt: signed(claims), claims }));
    expect(receiptsOf({ ...SENT, receipts }).map(({ standing }) => standing)).toEqual([
      "good",
      "good",
    ]);
    expect(decisionOf(receipts)).toMatchObject({ verdict: "accept" });
  });

  test("that cannot be read have no claims", () => {
    const odd = [{ ...DECIDED, findings: "none" }, { ...DELIVERED, iat: "now" }, { kind: "other" }];
    for (const claims of odd) {
      const [shown] = receiptsOf({ ...SENT, receipts: [{ jwt: "x", claims }] });
      expect(shown?.claims, JSON.stringify(claims)).toBeUndefined();
    }
  });
});

/** A token without a good signature: pages only read what the gateway has verified. */
const signed = (claims: unknown): string =>
  `${encodeBase64urlText("{}")}.${encodeBase64urlText(JSON.stringify(claims))}.c2ln`;

const DELIVERED = {
  ...{ kind: "delivered", iss: "https://ngo-c.test", iat: 1795891652, resolved: ["a", "b"] },
};
const DECIDED = {
  ...{ ...DELIVERED, kind: "decided", verdict: "accept", tier: "state", findings: [] },
  decidedBy: "rules",
};
