import { expect, it } from "vitest";
import type { Body, Leaf } from "../message/message-model.ts";
import { isErasure } from "./is-erasure.ts";

const TARGET = { f: "correction.target", v: { message: "d".repeat(43), path: "g/need.services" } };
const ERASE = { f: "correction.action", v: "erase" };
const LOCATED = { f: "cancellation.reason", v: "located" };
const NAME = { f: "identity.givenNames", v: "Anna" };

it.each<[string, string, string, readonly Leaf[], boolean]>([
  ["a certificate", "erasureCertificate", "erasure", [{ f: "erasure.method", v: "x" }], true],
  ["one that names somebody", "erasureCertificate", "erasure", [NAME], false],
  ["one of another kind", "erasureCertificate", "person", [], false],
  ["a correction that erases", "correction", "correction", [TARGET, ERASE], true],
  ["one that names somebody", "correction", "correction", [TARGET, ERASE, NAME], false],
  [
    "one that gives a value",
    "correction",
    "correction",
    [TARGET, ERASE, { f: "correction.value", v: "x" }],
    false,
  ],
  ["one that restricts", "correction", "correction", [{ ...ERASE, v: "restrict" }], false],
  ["a cancelled alert", "alertCancellation", "cancellation", [LOCATED], true],
  ["one that names somebody", "alertCancellation", "cancellation", [LOCATED, NAME], false],
  ["one that adds a person", "alertCancellation", "person", [], false],
  ["a recall", "recall", "recall", [{ f: "recall.reason", v: "wrongPerson" }], true],
  ["one that names somebody", "recall", "recall", [NAME], false],
  ["a referral", "referral", "erasure", [], false],
])("%s (%s, %s) is told from what says something of somebody", (_, type, kind, leaves, is) => {
  const body: Body = { g: { kind, links: [], leaves } };
  expect(isErasure({ clear: { "env.messageType": type as "correction" }, body })).toBe(is);
});
