import { expect, test } from "vitest";
import type { DraftEntry } from "../../src/app/shared-queries.ts";
import { keptAnswersTo } from "../../src/pages/message/act/kept-answers.ts";
import { RECEIVED } from "./messages.ts";

test("a draft can be meant to answer a message of its recipient for the same purpose", () => {
  expect(keptAnswersTo(RECEIVED, [ANSWER])).toEqual([ANSWER]);
  const { sender, receivedAt } = RECEIVED;
  const other = { ...ANSWER, purpose: "CRIMINAL_INVESTIGATION" };
  expect(keptAnswersTo({ sender, receivedAt }, [ANSWER, other])).toEqual([ANSWER, other]);
});

test.each([
  ["to another agency", { recipient: "https://ngo-d.test" }],
  ["for another purpose", { purpose: "CRIMINAL_INVESTIGATION" }],
  ["of another kind", { messageType: "qualityNotice" }],
  ["from before the message", { changedAt: "2026-11-24T09:01:59Z" }],
])("a draft %s is not", (_, other) => {
  expect(keptAnswersTo(RECEIVED, [{ ...ANSWER, ...other }])).toEqual([]);
});

const ANSWER: DraftEntry = {
  ...{ id: "draft-1", revision: 1, state: "open", recipient: "https://ngo-b.test" },
  ...{ purpose: "ASSISTANCE_REFERRAL", messageType: "response", agreement: "AGR-ASSIST" },
  ...{ composer: "mira", composers: ["mira"], changedAt: "2026-11-24T09:02:00Z" },
};
