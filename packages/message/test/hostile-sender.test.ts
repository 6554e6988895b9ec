import { canonicalJson, type Json, sha256Base64url } from "@safepassage/core";
import { type Claims, type ClaimValue, disclosable } from "@safepassage/disclosure";
import { clearToClaims, type Draft } from "@safepassage/schema";
import { openJwe, publicJwk, readJwe, sealJwe } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { issueMessage, openMessage, randomId } from "../src/index.ts";
import { padToSizeClass } from "../src/sealed/package.ts";
import { type Forgery, forge, padding } from "./forge.ts";
import { createTestWorld, draftOfS011, send } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const GID = randomId();
const META = Object.values(draft.body)[0]?.meta ?? {};
const HEADER = { kind: "subject", links: [], meta: META, ledCategory: "victim", ageClass: "adult" };

function refused(forgery: Forgery, code: string, from: Draft = draft): void {
  const sealed = forge(world, from, forgery);
  expect(() => openMessage(sealed, world.open)).toThrow(expect.objectContaining({ code }));
}

/** A body of one group, sorted, padded. */
function bodyOf(group: Claims, gid = GID): ClaimValue {
  const claims = { [gid]: disclosable(group), ...padding(0, 1, 2) };
  return Object.fromEntries(Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const SEX = { "subject.sex": disclosable("2") };
const GROUP = { ...HEADER, ...padding(0, 1, 2), ...SEX };

describe("a forged body", () => {
  it("is accepted by this test's own hand where nothing is wrong", () => {
    const { message } = openMessage(forge(world, draft, { body: bodyOf(GROUP) }), world.open);
    expect(message.body[GID]?.leaves).toEqual([{ f: "subject.sex", v: "2" }]);
  });

  it.each<[string, ClaimValue]>([
    [
      "a part of the evaluation could be withheld",
      bodyOf({ ...GROUP, meta: { ...META, verified: disclosable("contested") } }),
    ],
    ["the evaluation could be withheld", bodyOf({ ...GROUP, meta: disclosable({ ...META }) })],
    ["a link could be withheld", bodyOf({ ...GROUP, links: [disclosable(GID)] })],
    [
      "a part of a value could be withheld",
      bodyOf({ ...GROUP, "subject.sex": disclosable({ a: disclosable("2") }) }),
    ],
    [
      "an element of a single value could be withheld",
      bodyOf({ ...GROUP, "subject.sex": disclosable([disclosable("2")]) }),
    ],
    [
      "a part of one of several values could be withheld",
      bodyOf({
        ...HEADER,
        ...padding(0, 1, 2),
        "subject.languages": disclosable([disclosable([disclosable("rus")])]),
      }),
    ],
    [
      "several values are one disclosure",
      bodyOf({ ...HEADER, ...padding(0, 1, 2), "subject.languages": disclosable(["rus"]) }),
    ],
    ["a leaf is glued to its group", bodyOf({ ...GROUP, "subject.pseudonym": GID })],
    ["a group is named constructor", bodyOf(GROUP, "constructor")],
    ["a group is named toString", bodyOf(GROUP, "toString")],
    ["a group id is not canonical", bodyOf(GROUP, `${GID.slice(0, 21)}B`)],
    ["a group id is a padding name out of range", bodyOf(GROUP, "pad.100")],
    ["a group id is a padding name with a zero before", bodyOf(GROUP, "pad.00")],
    ["the body is a list", []],
  ])("is MESSAGE_LAYOUT_WRONG where %s", (_, body) => {
    refused({ body }, "MESSAGE_LAYOUT_WRONG");
  });

  it.each<[string, ClaimValue]>([
    ["has more padding than its class needs", { ...padding(0, 1, 2, 3, 4, 5, 6, 7) }],
    ["leaves out a padding name", { ...padding(0, 1, 2, 4) }],
    ["starts padding at one", { ...padding(1, 2, 3, 4) }],
    ["has too little padding", { ...padding(0, 1, 2) }],
    ["holds another value in its padding", { ...padding(0, 1, 2), "pad.3": disclosable(1) }],
    [
      "has padding of a group that leaves out a name",
      bodyOf({ ...HEADER, ...padding(0, 1, 3), ...SEX }),
    ],
    [
      "has more padding in a group than needed",
      bodyOf({ ...HEADER, ...padding(0, 1, 2, 3, 4, 5, 6), ...SEX }),
    ],
  ])("is MESSAGE_PADDING_DISCLOSURE_WRONG where it %s", (_, body) => {
    refused({ body }, "MESSAGE_PADDING_DISCLOSURE_WRONG");
  });

  it("is refused where a name is __proto__, and passed on where a field is no field", () => {
    const rename = (value: Json): string =>
      canonicalJson(value).replace('"subject.sex"', '"__proto__"');
    refused({ body: bodyOf(GROUP), stringify: rename }, "DISCLOSURE_NAME_FORBIDDEN");
    const odd = { ...HEADER, constructor: disclosable("2"), ...padding(0, 1, 2) };
    const sealed = forge(world, draft, { body: bodyOf(odd) });
    // Rule R53 speaks of it: it knows the field by its name.
    expect(openMessage(sealed, world.open).message.body[GID]?.leaves).toEqual([
      { f: "constructor", v: "2" },
    ]);
  });
});

describe("a message in another form than the canonical one", () => {
  const only = (name: string, change: (text: string) => string) => (value: Json) => {
    const text = canonicalJson(value);
    return Array.isArray(value) && value[1] === name ? change(text) : text;
  };
  const reverse = (digests: unknown): Json => (digests as string[]).toReversed();
  const inPayload = (change: (text: string) => string) => (value: Json) =>
    canonicalJson(value).startsWith('{"_sd":[') &&
    (value as Record<string, Json>)["iss"] !== undefined
      ? change(canonicalJson(value))
      : canonicalJson(value);

  it.each<[string, Forgery]>([
    ["white space in a disclosure", { stringify: only("subject.sex", (t) => `${t} `) }],
    [
      "an escape in a disclosure",
      { stringify: only("subject.sex", (t) => t.replace('"2"', '"\\u0032"')) },
    ],
    ["another form of a number", { stringify: only("pad.0", (t) => t.replace(",0]", ",0.0]")) }],
    ["minus zero", { stringify: only("pad.0", (t) => t.replace(",0]", ",-0]")) }],
    [
      "unsorted members of private",
      { stringify: (v) => (Array.isArray(v) ? JSON.stringify(v) : canonicalJson(v)) },
    ],
    ["white space in the payload", { stringify: inPayload((t) => t.replace("{", "{ ")) }],
    [
      "white space in the header",
      { stringify: (v) => canonicalJson(v).replace('{"alg":', '{ "alg":') },
    ],
    ["private before body", { privateFirst: true }],
    [
      "an empty list of digests in private",
      { stringify: only("private", (text) => text.replace('"private",{', '"private",{"_sd":[],')) },
    ],
    [
      "unsorted digests of the payload",
      {
        stringify: inPayload((text) => {
          const payload = JSON.parse(text) as Record<string, Json>;
          return canonicalJson({ ...payload, _sd: reverse(payload["_sd"]) });
        }),
      },
    ],
    [
      "unsorted digests of the body",
      {
        stringify: (value) => {
          if (!Array.isArray(value) || value[1] !== "body") return canonicalJson(value);
          const [salt, name, body] = value as [Json, Json, Record<string, Json>];
          return canonicalJson([salt, name, { _sd: reverse(body["_sd"]) }]);
        },
      },
    ],
    [
      "unsorted groups",
      { body: Object.fromEntries(Object.entries(bodyOf(GROUP) as Claims).reverse()) },
    ],
    ["unsorted leaves", { body: bodyOf({ ...HEADER, ...SEX, ...padding(0, 1, 2) }) }],
    [
      "unsorted values of a field",
      {
        body: bodyOf({
          ...HEADER,
          ...padding(0, 1, 2),
          "subject.languages": disclosable([disclosable("rus"), disclosable("eng")]),
        }),
      },
    ],
    [
      "the same value twice",
      {
        body: bodyOf({
          ...HEADER,
          ...padding(0, 1, 2),
          "subject.languages": disclosable([disclosable("rus"), disclosable("rus")]),
        }),
      },
    ],
  ])("is MESSAGE_NOT_CANONICAL: %s", (_, forgery) => {
    refused(forgery, "MESSAGE_NOT_CANONICAL");
  });

  it("is refused where an evaluation has an empty list of digests", () => {
    const stringify = (value: Json): string =>
      canonicalJson(value).replace('"meta":{', '"meta":{"_sd":[],');
    refused({ body: bodyOf(GROUP), stringify }, "MESSAGE_NOT_CANONICAL");
  });

  it("may have its header members in any order, but no others", () => {
    const [alg, kid, typ] = ["ES256", world.signers["NGO-B"].kid, "spp-message+sd-jwt"];
    const stringify = (value: Json): string =>
      canonicalJson(value).startsWith('{"alg"')
        ? JSON.stringify({ typ, kid, alg })
        : canonicalJson(value);
    const sealed = forge(world, draft, { stringify });
    expect(openMessage(sealed, world.open).sender.entity).toBe("https://ngo-b.test");
    refused({ header: { cty: "x" } }, "JWS_HEADER_INVALID");
  });
});

describe("a package", () => {
  const repack = (change: (text: string) => string): string => {
    const parts = readJwe(send(world, draft).sealed, {});
    const { typ, cty, kid, apu, apv } = parts;
    const text = new TextDecoder().decode(openJwe(parts, world.decryptionKey)).replace(/\0+$/, "");
    return sealJwe(padToSizeClass(new TextEncoder().encode(change(text))), {
      recipientKey: publicJwk(world.encryptionKey),
      header: { typ, cty, kid, apu, apv },
    });
  };

  it.each<[string, (text: string) => string]>([
    ["white space", (text) => `${text}\n`],
    [
      "another order of members",
      (t) => t.replace(',"spp":"1.0"}', "}").replace("{", '{"spp":"1.0",'),
    ],
    ["an escape", (text) => text.replace('"spp":"1', '"spp":"\\u0031')],
    ["a member more", (text) => text.replace('{"', '{"a":"","')],
    ["a member less", (text) => text.replace(',"spp":"1.0"', "")],
    ["a member of another type", (text) => text.replace('"spp":"1.0"', '"spp":1')],
    ["a short seed", (text) => text.replace(/"seed":"[^"]+"/, '"seed":"AAAA"')],
  ])("with %s is PACKAGE_MALFORMED", (_, change) => {
    const sealed = repack(change);
    expect(() => openMessage(sealed, world.open)).toThrow(
      expect.objectContaining({ code: "PACKAGE_MALFORMED" }),
    );
  });
});

describe("claims of another catalogue", () => {
  const profile = sha256Base64url("another catalogue");

  it("are refused for the catalogue, so that its sender can mend that", () => {
    refused({ clear: { profile, shelf: "A7" } }, "MESSAGE_PROFILE_UNSUPPORTED");
    refused({ clear: { profile, purpose: "GONE" } }, "MESSAGE_PROFILE_UNSUPPORTED");
  });

  it("are refused for themselves if the message names this one, or none", () => {
    refused({ clear: { shelf: "A7" } }, "MESSAGE_CLAIM_UNKNOWN");
    refused({ clear: { profile: "another", shelf: "A7" } }, "MESSAGE_CLAIM_UNKNOWN");
  });
});

describe("the protocol version that is signed", () => {
  it.each(["2.0", "1.2", "1.0.0", "10.10.10"])("is refused where it is %s", (version) => {
    refused({ clear: { spp: version } }, "MESSAGE_PROFILE_UNSUPPORTED");
  });

  it("is refused where the package names another", () => {
    refused({ clear: { spp: "1.1" } }, "PACKAGE_MALFORMED");
  });

  it("is held against the reader's before anything is issued", () => {
    const other = { ...draft, clear: { ...draft.clear, "env.protocol": "2.0" } };
    expect(() => issueMessage(other, { signer: world.signers["NGO-B"] })).toThrow(
      expect.objectContaining({ code: "MESSAGE_PROFILE_UNSUPPORTED" }),
    );
  });
});

describe("bounds", () => {
  // 60 values of one field in nine groups: more disclosures than a receipt can name.
  const leaves = Array.from({ length: 60 }, (_, index) => ({
    f: `no.field${String(index).padStart(2, "0")}`,
    v: index,
  }));
  const body = Object.fromEntries(
    Array.from({ length: 9 }, () => [randomId(), { kind: "need", links: [], leaves }]),
  );

  it("of the number of disclosures hold when a message is issued and when it is opened", () => {
    const large: Draft = { ...draft, body };
    expect(() => issueMessage(large, { signer: world.signers["NGO-B"] })).toThrow(
      expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }),
    );
    refused({}, "DISCLOSURE_TOO_MANY", large);
  });

  it("of time: a message is late from its deadline on", () => {
    const late = { ...draft, clear: { ...draft.clear, "env.deliverBy": "2026-11-24T09:02:00Z" } };
    refused({}, "MESSAGE_EXPIRED", late);
  });

  it("of the holder: its key is one of the recipient at the time", () => {
    for (const thumbprint of [world.signers["NGO-B"].kid, world.signers["Police-D"].kid]) {
      const { "env.holder": holder } = draft.clear;
      const clear = { ...draft.clear, "env.holder": { ...holder, thumbprint } };
      refused({}, "MESSAGE_REGISTRY_DIFFERS", { ...draft, clear });
    }
  });

  it("of an agreement: it is the one of that digest", () => {
    const other = { ...world.agreement, sha256: world.signers["NGO-B"].kid };
    expect(() =>
      openMessage(send(world, draft).sealed, { ...world.open, findAgreement: () => other }),
    ).toThrow(expect.objectContaining({ code: "MESSAGE_AGREEMENT_UNKNOWN" }));
  });
});

describe("a draft that cannot be issued", () => {
  const [gid = "", group] = Object.entries(draft.body)[0] ?? [];
  if (group === undefined) throw new TypeError("the draft is empty");
  const withLeaves = (...leaves: Draft["body"][string]["leaves"]): Draft => ({
    ...draft,
    body: { [gid]: { ...group, leaves } },
  });

  it.each<[string, Draft]>([
    ["a leaf named like a header member", withLeaves({ f: "kind", v: "victim" })],
    ["a leaf named like padding", withLeaves({ f: "pad.0", v: 0 })],
    ["a leaf named __proto__", withLeaves({ f: "__proto__", v: 0 })],
    [
      "two values of a field that has one",
      withLeaves({ f: "subject.sex", v: "1" }, { f: "subject.sex", v: "2" }),
    ],
    [
      "a value twice",
      withLeaves({ f: "subject.languages", v: "rus" }, { f: "subject.languages", v: "rus" }),
    ],
    [
      "a group id that is none",
      { ...draft, body: { constructor: group } as unknown as Draft["body"] },
    ],
  ])("is MESSAGE_DRAFT_INVALID: %s", (_, wrong) => {
    expect(() => issueMessage(wrong, { signer: world.signers["NGO-B"] })).toThrow(
      expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }),
    );
  });

  it("is MESSAGE_DRAFT_INVALID with a seed of another length", () => {
    expect(() =>
      issueMessage(draft, { signer: world.signers["NGO-B"], seed: new Uint8Array(31) }),
    ).toThrow(expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }));
  });
});

describe("claims in clear", () => {
  const handling = clearToClaims(draft.clear)["handling"] as Claims;

  it.each<[string, Claims, string, object]>([
    ["one more", { more: 1 }, "UNKNOWN", { pointer: "", code: "MEMBER_UNKNOWN" }],
    [
      "a list of digests inside",
      { handling: { ...handling, more: disclosable(1) } },
      "UNKNOWN",
      { pointer: "/handling", code: "MEMBER_UNKNOWN" },
    ],
    [
      "a third hidden part",
      { more: disclosable(1) },
      "WRONG",
      { pointer: "/_sd", code: "WRONG_TYPE" },
    ],
    [
      "a purpose that is none",
      { purpose: "CURIOSITY" },
      "WRONG",
      { pointer: "/env.purpose", code: "CODE_UNKNOWN", field: "env.purpose" },
    ],
    [
      "a deadline that is no number",
      { exp: "never" },
      "WRONG",
      { pointer: "/exp", code: "NUMBER_OUT_OF_RANGE", field: "env.deliverBy" },
    ],
    [
      "a list that is none",
      { bases: "GDPR#6(1)(a)" },
      "WRONG",
      { pointer: "/env.legalBasis", code: "WRONG_TYPE", field: "env.legalBasis" },
    ],
    [
      "one that is missing",
      { sender: { type: "victimServiceNGO", country: "XB" } },
      "MISSING",
      { pointer: "/env.sender.regime", code: "MEMBER_MISSING", field: "env.sender.regime" },
    ],
    [
      "one missing and one more",
      { sender: { type: "victimServiceNGO", country: "XB" }, more: 1 },
      "UNKNOWN",
      { pointer: "", code: "MEMBER_UNKNOWN" },
    ],
  ])("are refused with what is wrong and where: %s", (_, clear, kind, issue) => {
    const sealed = forge(world, draft, { clear });
    expect(() => openMessage(sealed, world.open)).toThrow(
      expect.objectContaining({ code: `MESSAGE_CLAIM_${kind}`, issues: [issue] }),
    );
  });
});
