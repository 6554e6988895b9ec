import type { DecodedMessage } from "@safepassage/schema";
import { expect, it } from "vitest";
import { noteOf } from "./note.ts";

it.each([
  ["none", "erase"],
  ["evidence", "restrict"],
  ["accuracyContested", "restrict"],
])("a certificate with the exception %s answers: %s", (exception, action) => {
  const leaves = [{ f: "erasure.exception", v: exception }];
  const message = {
    clear: { "env.messageType": "erasureCertificate", "env.legalBasis": ["GDPR#17"] },
    private: {},
    body: { group: { kind: "erasure", links: [], leaves } },
  } as unknown as DecodedMessage;
  const { record } = noteOf(message, { self: "", digest: "digest", at: "2026-11-24T09:02:00Z" });
  expect(record.action).toBe(action);
});

it.each([
  [["provided"], true],
  [["provided", "refused"], true],
  [["deferred", "provided"], undefined],
  [["provided", "acknowledged"], undefined],
  [[], undefined],
])(
  "an answer with the outcomes %j is the final one: %s, in whatever order they stand",
  (outcomes, answers) => {
    for (const order of [outcomes, outcomes.toReversed()]) {
      const groups = order.map((v, index) => [
        `g${index}`,
        { kind: "response", links: [], leaves: [{ f: "response.outcome", v }] },
      ]);
      const message = {
        clear: { "env.messageType": "response", "env.legalBasis": ["GDPR#17"] },
        private: {},
        body: Object.fromEntries(groups),
      } as unknown as DecodedMessage;
      const note = noteOf(message, { self: "", digest: "digest", at: "2026-11-24T09:02:00Z" });
      expect(note.answers).toBe(answers);
    }
  },
);
