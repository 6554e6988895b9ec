import { expect, test } from "vitest";
import { answerTo } from "../../src/pages/message/act/reply-address.ts";

test("a decision answers a request to pass data on, and a response answers any other message", () => {
  expect(answerTo("d", "onwardTransferRequest")).toBe(
    "/compose?reply=d&type=onwardTransferDecision",
  );
  for (const type of ["request", "alert", "handover"])
    expect(answerTo("d", type)).toBe("/compose?reply=d&type=response");
});
