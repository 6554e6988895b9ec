import type { Json, JsonObject } from "@safepassage/core";
import { type Claims, type ClaimValue, disclosable } from "@safepassage/disclosure";
import {
  clearToClaims,
  type Draft,
  type DraftClear,
  ORDERED_MEMBERS,
  type Provenance,
  privateToWire,
} from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { issueMessage, openMessage } from "../src/index.ts";
import { type Forgery, forge, padding } from "./forge.ts";
import { createTestWorld, deliver, draftOfS011 } from "./world.ts";

const world = createTestWorld({ alg: "Ed25519" });
const PLAIN = draftOfS011(world);
const PERSON = Object.entries(PLAIN.body).find(([, { kind }]) => kind === "subject")?.[0] ?? "";
const LINKS: readonly string[] = Object.keys(PLAIN.body)
  .filter((gid) => gid !== PERSON)
  .sort();
const GID = "Wk2pRr0l0bDFtpAXFaRjow";
const ABSENT = "b7z4K4O59-G1SYN7eY_Dkw";
const UUID = "3f2b8c1e-5d7a-4e69-9b04-d1c2a8f7e356";
const META = {
  asOf: "2026-11",
  complete: "partial",
  infoEval: "2",
  nature: "fact",
  sourceEval: "B",
  verified: "notVerified",
};
const DIGESTS = [
  "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
  "9nzy1OgnyGZOVbfvHi2DZHXYkHzP9CXCoAgD0Kz0RPI",
];
const SELECTORS: JsonObject = {
  message: DIGESTS,
  operation: ["disclosure", "erasure"],
  purpose: ["ASSISTANCE_REFERRAL", "VICTIM_IDENTIFICATION"],
};
const draft = richDraft(PLAIN);

describe("a draft in any order", () => {
  it("is issued as the same octets, whatever the order of its lists, members, groups and leaves", () => {
    const seed = new Uint8Array(32).fill(7);
    const issue = (one: Draft) => issueMessage(one, { signer: world.signers["NGO-B"], seed }).sdJwt;
    const first = issue(draft);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1000)), (draws) => {
        expect(issue(shuffled(draft as unknown as Json, draws) as unknown as Draft)).toBe(first);
      }),
      { numRuns: 100 },
    );
  });

  it("is opened with every list in its order, and keeps the orders that say something", () => {
    const { message } = deliver(world, draft);
    expect(message.clear["env.legalBasis"]).toEqual(["GDPR#6(1)(a)", "GDPR#9(2)(a)"]);
    const cells = message.body[GID]?.leaves.filter(({ f }) => f === "stat.cells");
    expect(cells?.map(({ v }) => (v as JsonObject)["keys"])).toEqual([
      ["male", "female"],
      ["female", "male"],
    ]);
  });
});

describe("a message on the wire", () => {
  const claims = clearToClaims(draft.clear);
  const hidden = privateToWire(draft.private);
  const parts: JsonObject = { clear: claims, private: hidden, links: LINKS, value: SELECTORS };
  const forgeryOf = ({ clear, private: secret, links, value }: JsonObject): Forgery =>
    links === LINKS && value === SELECTORS
      ? { clear: clear as Claims, private: secret as Json }
      : { body: bodyOf({ "audit.selectors": disclosable(value as Json) }, "audit", links as Json) };

  it.each(listsOf(parts).map((path) => [path.join("/"), path] as const))(
    "is MESSAGE_NOT_CANONICAL with another order of %s",
    (_, path) => refused(forgeryOf(turnedAt(parts, path) as JsonObject), draft),
  );

  it("is accepted with each list in its order", () => {
    expect(listsOf(parts).length).toBeGreaterThanOrEqual(9);
    openMessage(forge(world, draft, forgeryOf({ ...parts })), world.open);
    openMessage(forge(world, PLAIN, forgeryOf({ ...parts, links: [...LINKS] })), world.open);
  });

  it.each<[string, Forgery]>([
    ["a list that names a thing twice", audit({ operation: ["erasure", "erasure"] })],
    ["an empty list in a value", audit({ message: [] })],
    ["the nature of the group again on a leaf", need({ v: "high", nature: "fact" })],
    ["a restriction that is none", need("high", { ...META, restriction: "none" })],
    ["a group that holds no value", { body: bodyOf({}, "need") }],
    ["a mark that is false", cell({ count: 12, keys: ["male"], suppressed: false })],
    ["a reason about a value that is not there", reason(`${PERSON}/subject.nationality`)],
    ["a reason about a group that is not there", reason(`${ABSENT}/subject.sex`)],
    ["a reason about a header that its group has not", reason(`${LINKS[0]}/subject.ageClass`)],
    ["in a correction a reason about what it corrects", replying("correction")],
    ["in a recall a reason about what it recalls", replying("recall")],
    ["in a certificate a reason about what was erased", replying("erasureCertificate")],
  ])("is MESSAGE_NOT_CANONICAL with %s", (_, forgery) => refused(forgery, PLAIN));

  it.each<[string, Forgery]>([
    ["a nature of its own on a leaf", need({ v: "high", nature: "assessment" })],
    ["a restriction", need("high", { ...META, restriction: "restricted" })],
    ["a mark", cell({ keys: ["male"], suppressed: true })],
    ["values whose order says something", cell({ count: 12, keys: ["male", "adult", "adult"] })],
    ["a reason about a person's category", reason(`${PERSON}/subject.ledCategory`)],
    ["in an answer a reason about what it answers", reason(`${ABSENT}/need.health`, UUID)],
  ])("is accepted with %s", (_, forgery) => {
    openMessage(forge(world, PLAIN, forgery), world.open);
  });
});

describe("a draft that says nothing in a place", () => {
  it("is not issued where a group is empty or a reason is about no value", () => {
    const group = { kind: "audit", links: [], leaves: [] };
    const idle = { path: `${ABSENT}/subject.sex`, reason: "PROVE_AGE" } as const;
    for (const one of [
      { ...PLAIN, body: { ...PLAIN.body, [ABSENT]: group } },
      { ...PLAIN, private: { ...PLAIN.private, "private.necessity": [idle] } },
    ]) {
      expect(() => issueMessage(one, { signer: world.signers["NGO-B"] })).toThrow(
        expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }),
      );
    }
  });
});

function refused(forgery: Forgery, from: Draft): void {
  const sealed = forge(world, from, forgery);
  expect(() => openMessage(sealed, world.open)).toThrow(
    expect.objectContaining({ code: "MESSAGE_NOT_CANONICAL" }),
  );
}

/** A body of one group, whose leaves are the members given. */
function bodyOf(leaves: Claims, kind: string, links: Json = [], meta?: Json): ClaimValue {
  const count = Object.keys(leaves).length;
  const members = { kind, links, ...(meta === undefined ? {} : { meta }), ...leaves };
  const group = { ...members, ...padding(...[0, 1, 2, 3].slice(0, 4 - count)) };
  const gids = { [GID]: disclosable(sortedMembers(group)), ...padding(0, 1, 2) };
  return sortedMembers(gids);
}

const audit = (changed: JsonObject): Forgery => ({
  body: bodyOf(
    { "audit.selectors": disclosable(sortedMembers({ ...SELECTORS, ...changed })) },
    "audit",
  ),
});
const need = (value: Json, meta: Json = META): Forgery => ({
  body: bodyOf({ "need.riskLevel": disclosable(value) }, "need", [], meta),
});
const cell = (value: Json): Forgery => ({
  body: bodyOf({ "stat.cells": disclosable([disclosable(value)]) }, "stat"),
});

/** The private part with one reason more, in an answer or not. */
function reason(path: string, inReplyTo?: string): Forgery {
  const necessity = [{ path, reason: "PROVE_AGE" }];
  const answer = inReplyTo === undefined ? {} : { inReplyTo };
  return {
    private: sortedMembers({ ...privateToWire(PLAIN.private), ...answer, necessity }) as Json,
  };
}

/** A message of a type that answers with no value, with a reason about a value of what it answers. */
function replying(messageType: DraftClear["env.messageType"]): Forgery {
  const clear = clearToClaims({ ...PLAIN.clear, "env.messageType": messageType });
  return { ...reason(`${ABSENT}/need.health`, UUID), clear };
}

/** A draft with more than one thing in most of its lists. */
function richDraft(plain: Draft): Draft {
  const [first, second] = DIGESTS;
  const provenance: Provenance = {
    commitment: first ?? "",
    originState: "XB",
    originRegime: "GDPR",
    conditions: ["ASSISTANCE_ONLY", "NO_ONWARD"],
    europol: ["H1", "H2"],
    purpose: "ASSISTANCE_REFERRAL",
  };
  return {
    clear: {
      ...plain.clear,
      "env.legalBasis": ["GDPR#9(2)(a)", "GDPR#6(1)(a)"],
      "env.handling.conditions": ["NO_ONWARD", "ASSISTANCE_ONLY"],
      "env.handling.europol": ["H2", "H0"],
    },
    private: {
      ...plain.private,
      "private.necessity": ["ageClass", "ledCategory"].map((f) => ({
        path: `${PERSON}/subject.${f}`,
        reason: "PROVE_AGE",
      })),
      "private.consentRefs": [PERSON, GID],
      "private.provenance": [provenance, { ...provenance, commitment: second ?? "" }],
    },
    body: {
      ...plain.body,
      [GID]: {
        kind: "stat",
        links: [],
        leaves: [
          { f: "stat.dimensions", v: "sex" },
          { f: "stat.cells", v: { keys: ["male", "female"], count: 12 } },
          { f: "stat.cells", v: { keys: ["female", "male"], count: 5 } },
        ],
      },
      [ABSENT]: {
        kind: "audit",
        links: [...LINKS],
        leaves: [{ f: "audit.selectors", v: SELECTORS }],
      },
    },
  };
}

/** The same draft with its members, groups, leaves and lists in an order that is drawn. */
function shuffled(value: Json, draws: Iterator<number>, name = ""): Json {
  const key = (): number => draws.next().value as number;
  const inDrawnOrder = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => [key(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => shuffled(item, draws));
    return ORDERED_MEMBERS.has(name) ? items : inDrawnOrder(items);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    inDrawnOrder(Object.entries(value)).map(([member, one]) => [
      member,
      shuffled(one, draws, member),
    ]),
  );
}

type Path = readonly (string | number)[];

/** Paths to all lists of more than one element. */
function listsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, one]) => listsOf(one, [...path, name]));
  return Array.isArray(value) && value.length > 1 ? [path, ...inner] : inner;
}

function turnedAt(value: Json, [name, ...rest]: Path): Json {
  if (name === undefined) return (value as readonly Json[]).toReversed();
  if (Array.isArray(value)) {
    return value.map((one: Json, index) => (`${index}` === name ? turnedAt(one, rest) : one));
  }
  const object = value as JsonObject;
  return { ...object, [name]: turnedAt(object[name] as Json, rest) };
}

function sortedMembers<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
