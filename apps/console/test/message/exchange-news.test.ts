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

describe("what this agency has sent about a message, and what did not arrive or was rejected,", () => {
  const failures = [
    ...(["expired", "refused", "replaced", "unsent"] as const).map((state) => ({ state })),
    { verdict: "reject" as const },
  ];

  test.for(failures)("corrects and recalls nothing: %o", (failure) => {
    expect(newsOf(SENT, [notice, { ...correction, ...failure }], [])).toEqual([
      { news: "faultTold", digests: ["notice"] },
    ]);
    expect(newsOf(SENT, [{ ...recall, ...failure }], [])).toEqual([]);
  });

  test.for(failures)("answers nobody, and takes no handover back: %o", (failure) => {
    const offered = { ...RECEIVED, messageType: "handover", answeredBy: ["answer"] };
    const answer = { ...SENT, digest: "answer", messageType: "response", ...failure };
    expect(newsOf(offered, [answer], [])).toEqual([{ news: "handoverOffered", digests: [] }]);
    const asked = { ...RECEIVED, messageType: "onwardTransferRequest" };
    const decision = { ...answer, messageType: "onwardTransferDecision" };
    expect(newsOf(asked, [decision], [])).toEqual([{ news: "onwardOffered", digests: [] }]);
    const handover = { ...SENT, messageType: "handover", answeredBy: ["recall"] };
    expect(newsOf(handover, [{ ...recall, ...failure }], [])).toMatchObject([
      { news: "handoverAsked" },
    ]);
  });

  test("counts while it is on its way", () => {
    const queued = { ...correction, state: "queued" as const };
    expect(newsOf(SENT, [notice, queued], [])).toMatchObject([{ news: "faultCorrected" }]);
  });
});

test("an alert stands until it is cancelled, also where the person was located", () => {
  const alert = { ...SENT, messageType: "alert" };
  const located = { at: AT, by: "answer" };
  expect(newsOf({ ...alert, located }, [], [])).toEqual([{ news: "located", digests: ["answer"] }]);
  expect(newsOf(alert, [], [])).toEqual([]);
});

test("of one that is erased, messages that draw on it are left for a person to decide about", () => {
  const copies = { erased: ["a"], kept: Array.from({ length: 9 }, (_, place) => `k${place}`) };
  const [news, ...others] = newsOf({ ...RECEIVED, erasedAt: LATER, copies }, [], []);
  expect(others).toEqual([]);
  expect(news).toEqual({ news: "copiesKept", digests: copies.kept.slice(0, 8) });
});

test("of one that arrived, its own notices and recalls of others are no news", () => {
  expect(newsOf(RECEIVED, [{ ...recall, box: "outbox" }, notice], [])).toEqual([]);
});

describe("a handover", () => {
  const handover = { ...SENT, digest: "handover", messageType: "handover" };
  const refusal = { ...RECEIVED, digest: "answer", messageType: "refusal" };
  const response = { ...refusal, messageType: "response" };
  const asked = { ...handover, answeredBy: ["answer"] };

  test("is agreed by nobody whose gateway has taken it in: both sides are told that the answer is missing", () => {
    expect(newsOf(SENT, [handover], [])).toEqual([
      { news: "handoverAsked", digests: ["handover"] },
    ]);
    const arrived = { ...RECEIVED, digest: "handover", messageType: "handover" };
    expect(newsOf(RECEIVED, [arrived], [])).toEqual([
      { news: "handoverOffered", digests: ["handover"] },
    ]);
    // An answer to another one tells nothing of it.
    expect(newsOf(SENT, [handover], [refusal])).toMatchObject([{ news: "handoverAsked" }]);
    // What its sender adds is no answer.
    const update = { ...SENT, digest: "answer", messageType: "update" };
    expect(newsOf(SENT, [asked], [update])).toMatchObject([{ news: "handoverAsked" }]);
  });

  test("is answered, or refused, by the other side", () => {
    expect(newsOf(SENT, [asked], [response])).toEqual([
      { news: "handoverAnswered", digests: ["handover", "answer"] },
    ]);
    expect(newsOf(SENT, [asked], [refusal])).toEqual([
      { news: "handoverRefused", digests: ["handover", "answer"] },
    ]);
  });

  test("says the same on its own page, and leads from there to the answer alone", () => {
    expect(newsOf(handover, [], [])).toEqual([{ news: "handoverAsked", digests: [] }]);
    expect(newsOf(asked, [response], [])).toEqual([
      { news: "handoverAnswered", digests: ["answer"] },
    ]);
    const arrived = { ...RECEIVED, messageType: "handover" };
    expect(newsOf(arrived, [], [])).toEqual([{ news: "handoverOffered", digests: [] }]);
  });

  test("counts for nothing if it did not arrive, was rejected or was recalled", () => {
    for (const state of ["queued", "expired", "refused", "unsent"] as const) {
      expect(newsOf(SENT, [{ ...handover, state }], []), state).toEqual([]);
    }
    expect(newsOf(SENT, [{ ...handover, verdict: "reject" }], [])).toEqual([]);
    const recalled = { ...handover, answeredBy: ["recall"] };
    expect(newsOf(SENT, [recalled], [recall])).toEqual([]);
  });
});

describe("a request to pass data on", () => {
  const asked = { ...SENT, messageType: "onwardTransferRequest", answeredBy: ["decision"] };
  const decision = { ...RECEIVED, digest: "decision", messageType: "onwardTransferDecision" };

  test("is granted by nobody whose gateway has taken it in", () => {
    expect(newsOf(asked, [], [])).toEqual([{ news: "onwardAsked", digests: [] }]);
    const arrived = { ...RECEIVED, messageType: "onwardTransferRequest" };
    expect(newsOf(arrived, [], [])).toEqual([{ news: "onwardOffered", digests: [] }]);
    expect(newsOf({ ...asked, state: "queued" }, [], [])).toEqual([]);
  });

  test("leads to the decision about it", () => {
    expect(newsOf(asked, [decision], [])).toEqual([
      { news: "onwardAnswered", digests: ["decision"] },
    ]);
    const own = { ...decision, ...SENT, digest: "decision", messageType: "update" };
    expect(newsOf(asked, [own], [])).toMatchObject([{ news: "onwardAsked" }]);
  });
});
