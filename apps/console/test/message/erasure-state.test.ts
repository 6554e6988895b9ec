import { expect, test } from "vitest";
import { erasureState } from "../../src/pages/message/facts/erasure-state.ts";
import { RECEIVED, SENT } from "./messages.ts";

const WITHDRAWN = { ...SENT, erasureRequested: true };
const certificate = "C".repeat(43);

test.each([
  ["of a message that nobody wants erased", SENT, undefined],
  ["of one that another agency sent", RECEIVED, undefined],
  ["of one whose consent was withdrawn", WITHDRAWN, "erasureAsked"],
  [
    "of one that is not certified in time",
    { ...WITHDRAWN, erasureUnheard: true },
    "erasureUnheard",
  ],
  ["of one that an officer has had erased", { ...SENT, erasureUnheard: true }, "erasureUnheard"],
  ["of one that is certified", { ...WITHDRAWN, certificate }, "erasureDone"],
  ["of one that is certified to an officer", { ...SENT, certificate }, "erasureDone"],
])("the state of the erasure %s", (_, message, expected) => {
  expect(erasureState(message)).toBe(expected);
});
