import { expect, it } from "vitest";
import type { StoreFacts } from "../../store/facts.ts";
import type { Passing } from "../exchange/exchange.ts";
import { locatedTakenBack } from "./located-taken-back.ts";

const OTHER = "https://police-c.test";
const AT = "2026-11-24T09:02:00Z";

/** A partner can answer an alert as often as it likes: what was noted of its answers is kept for good. */
it("an answer that is taken back is looked for by itself, however many were noted on the alert", () => {
  const given: number[] = [];
  const body = { a: { leaves: [{ f: "recall.target", v: "a0" }] } };
  const message = { clear: { "env.messageType": "recall" }, body };
  const passing = { message, digest: "recall", other: OTHER } as unknown as Passing;
  const effects = locatedTakenBack({ facts: factsOf(4096, given) }, passing, AT);
  expect(effects).toEqual([
    { does: "event", event: { kind: "locatedTakenBack", at: AT, ref: "alert" } },
    { does: "announce" },
  ]);
  expect(Math.max(...given)).toBeLessThanOrEqual(64);
});

/** What a store knows of one alert that was answered again and again. All that was said is taken back. */
function factsOf(count: number, given: number[]): StoreFacts {
  const noted = Array.from({ length: count }, (_, index) => ({ at: AT, code: `a${index}` }));
  const give = <T>(events: readonly T[]): readonly T[] => {
    given.push(events.length);
    return events;
  };
  const answer = (isLocated: boolean) => ({
    private: { "private.inReplyTo": "alert-id" },
    body: { g: { leaves: [{ f: "alert.located", v: isLocated }] } },
  });
  return {
    chains: { from: () => ["alert"] },
    events: {
      about: () => give(noted),
      before: (_: string, __: number, limit: number) => give(noted.toReversed().slice(0, limit)),
      has: (_: string, ref: string, code: string) =>
        ref === "alert" && noted.some((one) => one.code === code),
    },
    inbox: {
      findByDigest: (digest: string) => ({
        ...{ digest, sender: OTHER, messageType: "response" },
        content: { message: answer(digest === "a0") },
      }),
    },
    outbox: { findByDigest: () => undefined },
    history: { under: () => [], digestsUnder: () => [] },
  } as unknown as StoreFacts;
}
