import type { Body, DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { erasedBy, eventsOf } from "./said-of-others.ts";

describe("what a correction says has happened to a message", () => {
  it("is said group by group", () => {
    const body = {
      a: correction({ target: "one", action: "erase", reason: "inaccurate" }),
      b: correction({ target: "two", action: "restrict", reason: "classChanged" }),
      c: correction({ target: "three", action: "restrict", reason: "contested" }),
    };
    expect(said({ body })).toEqual([
      { kind: "errorFound", content: "erased", messages: ["one"] },
      { kind: "classChanged", content: "restricted", messages: ["two"] },
    ]);
  });

  it.each<[string, Body]>([
    [
      "a reason that stands in another group",
      {
        a: correction({ target: "one", action: "restrict" }),
        b: correction({ target: "two", action: "restrict", reason: "inaccurate" }),
      },
    ],
    [
      "a reason that stands alone",
      {
        a: correction({ target: "one", action: "restrict" }),
        b: correction({ target: "two", action: "restrict" }),
        c: correction({ reason: "inaccurate" }),
      },
    ],
    [
      "an action that stands alone",
      {
        a: correction({ target: "one", reason: "inaccurate" }),
        b: correction({ target: "two", reason: "inaccurate" }),
        c: correction({ action: "restrict" }),
      },
    ],
    [
      "targets that stand alone",
      {
        a: correction({ target: "one" }),
        b: correction({ target: "two" }),
        c: correction({ action: "restrict", reason: "inaccurate" }),
      },
    ],
  ])("is said by %s too: nobody is spared by how a correction is cut", (_, body) => {
    const expected = [{ kind: "errorFound", content: "restricted", messages: ["one", "two"] }];
    expect(said({ body })).toEqual(expected);
  });

  it("is said of a recall of more messages than one group holds", () => {
    const recall = (...digests: string[]) => ({
      ...{ kind: "recall", links: [] },
      leaves: digests.map((v) => ({ f: "recall.target", v })),
    });
    const last = recall("two");
    const leaves = [...last.leaves, { f: "recall.reason", v: "wrongPerson" }];
    const body = { a: recall("one"), b: { ...last, leaves } };
    expect(said({ body })).toEqual([{ kind: "errorFound", messages: ["one", "two"] }]);
  });

  it("does not depend on the order of the groups: of two things the one that leaves nothing", () => {
    const restrict = correction({ target: "one", action: "restrict", reason: "inaccurate" });
    const erase = correction({ target: "one", action: "erase", reason: "inaccurate" });
    const expected = [{ kind: "errorFound", content: "erased", messages: ["one"] }];
    expect(said({ body: { restrict, erase } })).toEqual(expected);
    expect(said({ body: { erase, restrict } })).toEqual(expected);
  });

  it.each(["constructor", "__proto__", "toString"])("is nothing for the reason %s", (reason) => {
    const body = { a: correction({ target: "one", action: reason, reason }) };
    expect(said({ body })).toEqual([]);
  });
});

describe("what an update says has happened to an order", () => {
  const update = (validator: string, reason = "authorisationFollows"): Body => ({
    a: { kind: "update", links: [], leaves: [{ f: "update.reason", v: reason }] },
    b: { kind: "evidence", links: [], leaves: [{ f: validator, v: "judge" }] },
  });

  it("is that it was validated, where it names who validated it", () => {
    const names = { "private.inReplyTo": "order" };
    const body = update("evidence.validator");
    expect(said({ body }, names)).toEqual([{ kind: "orderValidated", messages: ["order"] }]);
    expect(said({ body })).toEqual([]);
    expect(said({ body: update("evidence.validator", "added") }, names)).toEqual([]);
    expect(said({ body: update("evidence.issuingAuthority") }, names)).toEqual([]);
  });
});

describe("what a correction wants erased", () => {
  const erase = correction({ target: "one", action: "erase", reason: "inaccurate" });
  const asked = (messageType: string, body: Body) =>
    erasedBy({ clear: { "env.messageType": messageType }, body } as unknown as DecodedMessage);

  it("is what its groups name that say so", () => {
    const restrict = correction({ target: "two", action: "restrict", reason: "inaccurate" });
    expect(asked("correction", { erase, restrict })).toEqual(["one"]);
  });

  it("is nothing of a message of another type, or of a group of another kind", () => {
    expect(asked("qualityNotice", { erase })).toEqual([]);
    expect(asked("correction", { erase: { ...erase, kind: "need" } })).toEqual([]);
  });
});

function correction(said: {
  readonly target?: string;
  readonly action?: string;
  readonly reason?: string;
}): Body[string] {
  const { target, action, reason } = said;
  const leaves = [
    ...(target ? [{ f: "correction.target", v: { message: target, path: "g/f" } }] : []),
    ...(action ? [{ f: "correction.action", v: action }] : []),
    ...(reason ? [{ f: "correction.reason", v: reason }] : []),
  ];
  return { kind: "correction", links: [], leaves };
}

function said(message: { readonly body: Body }, hidden: Readonly<Record<string, string>> = {}) {
  return eventsOf({ ...message, private: hidden as unknown as DecodedMessage["private"] });
}
