import { canonicalJson, type Json } from "@safepassage/core";
import { type Claims, type ClaimValue, disclosable } from "@safepassage/disclosure";
import { describe, expect, it } from "vitest";
import { openMessage } from "../src/index.ts";
import { type Forgery, forge, padding } from "./forge.ts";
import { bodyOf, draft, GID, GROUP, HEADER, META, refused, SEX, world } from "./refused-forgery.ts";

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
