import { expect, it } from "vitest";
import type { Body, DecodedMessage } from "../message/message-model.ts";
import { cannotWait, needOf } from "./cannot-wait.ts";

const EMERGENCY = { "private.urgency": { level: "emergency", ground: "threatToLife" } };
const RECALL: Body = {
  g: { kind: "recall", links: [], leaves: [{ f: "recall.reason", v: "wrongPerson" }] },
};

it.each<[string, string, object, Body, boolean]>([
  ["a referral", "referral", {}, {}, false],
  ["a referral of somebody whose life is in danger", "referral", EMERGENCY, {}, true],
  ["a consent that is taken back", "consentWithdrawal", {}, {}, true],
  ["a recall", "recall", {}, RECALL, true],
  ["a notice of a breach", "breachNotice", {}, {}, true],
])("%s: %s cannot wait, or can", (_, type, hidden, body, expected) => {
  const clear = { "env.messageType": type };
  expect(cannotWait({ clear, private: hidden, body } as unknown as DecodedMessage)).toBe(expected);
});

it.each<[string, object, Body, string]>([
  ["referral", {}, {}, "room"],
  ["referral", EMERGENCY, {}, "danger"],
  ["breachNotice", {}, {}, "danger"],
  ["recall", {}, RECALL, "erasure"],
  ["recall", EMERGENCY, RECALL, "erasure"],
  ["consentWithdrawal", {}, {}, "erasure"],
])("%s (%o, %o) needs %s", (type, hidden, body, need) => {
  const message = { clear: { "env.messageType": type }, private: hidden, body };
  expect(needOf(message as unknown as DecodedMessage)).toBe(need);
});

it("an answer to a warning needs what the warning does", () => {
  const clear = { "env.messageType": "response", "env.purpose": "IMMEDIATE_DANGER" };
  expect(needOf({ clear, private: {}, body: {} } as unknown as DecodedMessage)).toBe("danger");
});
