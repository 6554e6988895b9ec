import { describe, expect, test } from "vitest";
import { actionsFor } from "../../src/pages/message/act/actions.ts";
import type { Envelope } from "../../src/pages/message/facts/envelope.ts";
import { RECEIVED, SENT } from "./messages.ts";

const everything = (): boolean => true;

describe("what can be done with a message that arrived", () => {
  test("is to answer it, to tell of an error, to pass it on, to review and to label it", () => {
    expect(actionsFor(RECEIVED, ON_CONSENT, everything)).toEqual([
      "answer",
      "tellError",
      "passOn",
      "review",
      "label",
    ]);
  });

  test("is to pass on what tells of a case, and nothing else", () => {
    const may = (messageType: string, state: "accepted" | "quarantined" = "accepted") =>
      actionsFor({ ...RECEIVED, messageType, state }, ON_CONSENT, everything).includes("passOn");
    expect(["alert", "request", "response", "update"].map((type) => may(type))).not.toContain(
      false,
    );
    expect(["recall", "handover", "statistics", "closing"].map((type) => may(type))).not.toContain(
      true,
    );
    expect(may("referral", "quarantined")).toBe(false);
    expect(actionsFor(SENT, ON_CONSENT, everything)).not.toContain("passOn");
  });

  test("is not to answer what goes on with an exchange, or what nobody answers", () => {
    for (const messageType of ["response", "correction", "statistics", "closing"]) {
      const actions = actionsFor({ ...RECEIVED, messageType }, ON_CONSENT, everything);
      expect(actions, messageType).not.toContain("answer");
    }
  });

  test("is to answer what proposes something about the exchange", () => {
    const handover = { ...RECEIVED, messageType: "handover" };
    expect(actionsFor(handover, ON_CONSENT, everything)).toContain("answer");
    const onward = { ...RECEIVED, messageType: "onwardTransferRequest" };
    expect(actionsFor(onward, ON_CONSENT, everything)).toContain("answer");
  });

  test("is to open the message in which a notice finds an error, and to answer the notice", () => {
    const notice = { ...RECEIVED, messageType: "qualityNotice", inReplyTo: "B".repeat(43) };
    expect(actionsFor(notice, ON_CONSENT, everything)).toEqual([
      ...["showTold", "answer", "review", "label"],
    ]);
    const alone = { ...RECEIVED, messageType: "qualityNotice" };
    expect(actionsFor(alone, ON_CONSENT, everything)).not.toContain("showTold");
  });

  test("is to find no error in what only names other messages", () => {
    for (const messageType of ["recall", "correction", "erasureCertificate"]) {
      const actions = actionsFor({ ...RECEIVED, messageType }, ON_CONSENT, everything);
      expect(actions, messageType).not.toContain("tellError");
    }
  });

  test("is neither to answer it nor to tell of an error while it is in quarantine", () => {
    const held = { ...RECEIVED, state: "quarantined" as const };
    expect(actionsFor(held, ON_CONSENT, everything)).toEqual(["review", "label"]);
  });
});

describe("what can be done with a message that was sent", () => {
  test("is to correct it, to go on with it, to recall it, and to withdraw the consent that it rests on", () => {
    expect(actionsFor(SENT, ON_CONSENT, everything)).toEqual([
      ...["correct", "goOn", "review", "label", "recall", "withdraw"],
    ]);
  });

  test("is to recall it also while it is on its way, and not what nobody has", () => {
    const actionsIn = (change: Partial<typeof SENT>) =>
      actionsFor({ ...SENT, ...change }, ON_CONSENT, everything);
    for (const state of ["queued", "sending"] as const) {
      expect(actionsIn({ state, posted: false }), state).toContain("recall");
    }
    for (const state of ["refused", "expired", "unsent", "replaced"] as const) {
      expect(actionsIn({ state }), state).not.toContain("recall");
    }
    expect(actionsIn({ verdict: "reject" })).not.toContain("recall");
    expect(actionsIn({ verdict: "quarantine" })).toContain("recall");
    expect(actionsIn({ messageType: "response" })).toContain("recall");
    expect(actionsIn({ messageType: "recall" })).not.toContain("recall");
    expect(actionsFor(SENT, undefined, everything)).not.toContain("recall");
  });

  test("is neither to correct nor to recall what its recipient has destroyed", () => {
    const destroyed = { ...SENT, certificate: "C".repeat(43) };
    expect(actionsFor(destroyed, ON_CONSENT, everything)).toEqual(["review", "label", "withdraw"]);
  });

  test("is no withdrawal where it rests on something else too, or as long as that is not known", () => {
    const also: Envelope = { ...ON_CONSENT, legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] };
    expect(actionsFor(SENT, also, everything)).not.toContain("withdraw");
    expect(actionsFor(SENT, { ...also, legalBases: [] }, everything)).not.toContain("withdraw");
    expect(actionsFor(SENT, undefined, everything)).not.toContain("withdraw");
  });

  test("is no second withdrawal, and none of a message that another stands in for", () => {
    const asked = { ...SENT, erasureRequested: true };
    expect(actionsFor(asked, ON_CONSENT, everything)).not.toContain("withdraw");
    const unheard = { ...asked, erasureUnheard: true };
    expect(actionsFor(unheard, ON_CONSENT, everything)).toContain("withdraw");
    const replaced = { ...SENT, state: "replaced" as const };
    expect(actionsFor(replaced, ON_CONSENT, everything)).not.toContain("withdraw");
  });

  test("is no correction before somebody has it, and none of a correction", () => {
    for (const state of ["queued", "sending", "refused", "expired", "replaced"] as const) {
      expect(actionsFor({ ...SENT, state }, ON_CONSENT, everything), state).not.toContain(
        "correct",
      );
    }
    for (const messageType of ["correction", "recall", "qualityNotice"]) {
      const actions = actionsFor({ ...SENT, messageType }, ON_CONSENT, everything);
      expect(actions, messageType).not.toContain("correct");
    }
  });

  test("is to write it again where nobody has it, or its recipient did not take it, if it opens an exchange", () => {
    const may = (change: Partial<typeof SENT>) =>
      actionsFor({ ...SENT, ...change }, ON_CONSENT, everything).includes("writeAgain");
    expect([
      may({ state: "expired" }),
      may({ state: "refused" }),
      may({ state: "decided", verdict: "reject" }),
    ]).toEqual([true, true, true]);
    expect([
      may({}),
      may({ state: "sending" }),
      may({ state: "replaced" }),
      may({ state: "unsent" }),
      may({ state: "expired", messageType: "response" }),
      may({ state: "expired", erasedAt: "2026-12-24T00:00:00Z" }),
    ]).toEqual([false, false, false, false, false, false]);
  });

  test("is to review it where it went before a second officer has seen it", () => {
    const first = { ...SENT, secondReview: { by: "2026-11-25T09:00:00Z" } };
    expect(actionsFor(first, ON_CONSENT, everything)).toContain("reviewWarning");
    expect(actionsFor(SENT, ON_CONSENT, everything)).not.toContain("reviewWarning");
  });
});

test("nothing can be done with what is erased", () => {
  const erasedAt = "2026-11-24T09:00:00Z";
  expect(actionsFor({ ...SENT, erasedAt }, ON_CONSENT, everything)).toEqual([]);
  expect(actionsFor({ ...RECEIVED, erasedAt }, ON_CONSENT, everything)).toEqual([]);
});

test("what a person may not do is not offered", () => {
  const only = (operation: string): boolean => operation === "labelMessage";
  expect(actionsFor(SENT, ON_CONSENT, only)).toEqual(["label"]);
});

const ON_CONSENT: Envelope = {
  ...{ legalBases: ["GDPR#6(1)(a)", "GDPR#9(2)(a)"], conditions: [], agreement: "AGR-ASSIST 1.0" },
  ...{ regime: "GDPR", country: "XB" },
};
