import type { Body, DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { questions } from "./questions.ts";

describe("what a store is asked about a message", () => {
  it("is the exchange, the message answered, and who it is about", () => {
    const message = messageWith({
      a: group("subject", { "subject.pseudonym": "first" }),
      b: group("need", { "subject.pseudonym": "no person" }),
      c: group("subject", {}),
    });
    expect(questions({ message, issues: [] })).toEqual({
      exchangeId: "exchange",
      answers: "asked",
      names: new Set(),
      pseudonyms: [["a", "first"]],
      corrects: undefined,
    });
  });

  it("is every message that it names, and the one that it gives new values", () => {
    const target = { message: "digest", path: "g/need.services" };
    const naming = group("correction", { "correction.target": target });
    const changing = group("correction", { "correction.target": target, "correction.value": "x" });
    expect(questions({ message: messageWith({ naming }), issues: [] })).toMatchObject({
      names: new Set(["digest"]),
      corrects: undefined,
    });
    const asked = questions({ message: messageWith({ changing }), issues: [] });
    expect([asked.names, asked.corrects]).toEqual([new Set(["digest"]), new Set(["digest"])]);
  });

  it("is nothing that the body says, where the shape is not sound", () => {
    const message = messageWith(null as unknown as Body);
    expect(questions({ message, issues: [{}] })).toEqual({
      exchangeId: "exchange",
      answers: "asked",
      names: new Set(),
      pseudonyms: [],
      corrects: undefined,
    });
  });

  it("is no id that is not a text", () => {
    const hidden = { "private.exchangeId": 1, "private.inReplyTo": {} };
    const message = { ...messageWith({}), private: hidden } as unknown as DecodedMessage;
    const { exchangeId, answers } = questions({ message, issues: [{}] });
    expect([exchangeId, answers]).toEqual([undefined, undefined]);
  });
});

function messageWith(body: Body): DecodedMessage {
  const hidden = { "private.exchangeId": "exchange", "private.inReplyTo": "asked" };
  return { clear: {}, private: hidden, body } as unknown as DecodedMessage;
}

function group(kind: string, leaves: Readonly<Record<string, unknown>>): Body[string] {
  const list = Object.entries(leaves).map(([f, v]) => ({ f, v }));
  return { kind, links: [], leaves: list } as unknown as Body[string];
}
