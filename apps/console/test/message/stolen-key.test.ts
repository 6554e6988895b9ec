import { expect, test } from "vitest";
import { stolenKeyOf } from "../../src/pages/message/facts/stolen-key.ts";
import { RECEIVED, SENT } from "./messages.ts";

const CAME = RECEIVED.receivedAt;

test.each([
  ["of a message whose key was not stolen", RECEIVED, undefined],
  ["of one that this agency sent", SENT, undefined],
  [
    "that was stolen before it came",
    { ...RECEIVED, keyStolenSince: "2026-11-24T08:00:00Z" },
    "keyStolen",
  ],
  ["that was stolen as it came", { ...RECEIVED, keyStolenSince: CAME }, "keyStolen"],
  [
    "that was stolen later",
    { ...RECEIVED, keyStolenSince: "2026-11-24T10:00:00Z" },
    "keyStolenLater",
  ],
])("the key %s", (_, message, expected) => {
  expect(stolenKeyOf(message)?.means).toBe(expected);
});
