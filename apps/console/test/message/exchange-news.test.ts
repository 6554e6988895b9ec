import { describe, expect, test } from "vitest";
import { newsOf } from "../../src/pages/message/exchange-news.ts";
import { RECEIVED, SENT } from "./messages.ts";

const AT = "2026-11-24T10:00:00Z";
const LATER = "2026-11-24T11:00:00Z";
const notice = { ...RECEIVED, digest: "notice", messageType: "qualityNotice", receivedAt: AT };
const correction = { ...SENT, digest: "correction", messageType: "correction", createdAt: LATER };
const recall = { ...SENT, digest: "recall", messageType: "recall" };

describe("what later messages mean for one that was sent", () => {
  test("is that its recipient finds something wrong in it, until it is corrected", () => {
    expect(newsOf(SENT, [notice], [])).toEqual([{ news: "faultTold", digests: ["notice"] }]);
    const corrected = { news: "faultCorrected", digests: ["notice", "correction"] };
    expect(newsOf(SENT, [notice, correction], [])).toEqual([corrected]);
    const again = { ...notice, digest: "again", receivedAt: "2026-11-24T12:00:00Z" };
    expect(newsOf(SENT, [notice, correction, again], [])).toEqual([
      { news: "faultTold", digests: ["again"] },
      corrected,
    ]);
  });

  test("is that it is recalled, until its recipient has destroyed it", () => {
    expect(newsOf(SENT, [recall], [])).toEqual([{ news: "recalled", digests: ["recall"] }]);
    expect(newsOf({ ...SENT, state: "unsent" }, [recall], [])).toEqual([
      { news: "takenBack", digests: ["recall"] },
    ]);
    expect(newsOf({ ...SENT, certificate: "certificate" }, [recall, notice], [])).toEqual([]);
  });
});

test("an alert stands until it is cancelled, also where the person was located", () => {
  const alert = { ...SENT, messageType: "alert" };
  const located = { at: AT, by: "answer" };
  expect(newsOf({ ...alert, located }, [], [])).toEqual([{ news: "located", digests: ["answer"] }]);
  expect(newsOf(alert, [], [])).toEqual([]);
});

test("of one that arrived, its own notices and recalls of others are no news", () => {
  expect(newsOf(RECEIVED, [{ ...recall, box: "outbox" }, notice], [])).toEqual([]);
});

test("a handover that the other side has refused is no handover", () => {
  const handover = { ...SENT, digest: "handover", messageType: "handover" };
  const refusal = { ...RECEIVED, digest: "refusal", messageType: "refusal" };
  const asked = { ...handover, answeredBy: ["refusal"] };
  expect(newsOf(SENT, [asked], [refusal])).toEqual([
    { news: "handoverRefused", digests: ["handover", "refusal"] },
  ]);
  const accepted = { ...refusal, messageType: "response" };
  expect(newsOf(SENT, [asked], [accepted])).toEqual([
    { news: "handedOver", digests: ["handover", "refusal"] },
  ]);
  // Of a handover that nobody has answered, an answer to another one tells nothing.
  expect(newsOf(SENT, [handover], [refusal])).toEqual([
    { news: "handedOver", digests: ["handover"] },
  ]);
});

test("both sides are told that another agency takes over", () => {
  const handover = { ...RECEIVED, digest: "handover", messageType: "handover" };
  const expected = [{ news: "handedOver", digests: ["handover"] }];
  expect(newsOf(SENT, [handover], [])).toEqual(expected);
  expect(newsOf(RECEIVED, [{ ...SENT, digest: "handover", messageType: "handover" }], [])).toEqual(
    expected,
  );
});
