import { expect, it } from "vitest";
import type { Body, DecodedMessage } from "../message/message-model.ts";
import { cannotWait } from "./cannot-wait.ts";

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
