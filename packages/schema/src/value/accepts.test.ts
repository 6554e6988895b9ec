import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import vectors from "@safepassage/vectors/schema/values.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { anyCodePoint } from "../../test/code-point.ts";
import { CODE_LISTS, FIELDS, KINDS } from "../catalogue/catalogue.ts";
import { standardCodes } from "../catalogue/standard-codes.ts";
import type { FieldType } from "../catalogue/types.ts";
import { acceptsConsentClaims } from "../context/accepts-consent.ts";
import { consentClaimsSchema } from "../context/consent.ts";
import {
  acceptsBody,
  acceptsClear,
  acceptsDraftClear,
  acceptsMessage,
  acceptsPrivate,
} from "../message/accepts-message.ts";
import { bodySchema, GROUP_ID, KIND } from "../message/body.ts";
import { clearSchema, draftClearSchema, privateSchema } from "../message/envelope.ts";
import { acceptsValue } from "./accepts.ts";
import { findUnclean } from "./clean-text.ts";
import { findJsonIssue } from "./plain-json.ts";
import { PARSE } from "./refuse.ts";
import { findTextIssue, type TextType, textFinder } from "./text-schema.ts";
import { valueSchema } from "./value-schema.ts";

const ids = FIELDS.map(({ id }) => id);
const texts: readonly unknown[] = vectors.cases.map(({ value }) => value);
const messages = scenarios.scenarios.flatMap(({ messages: all }) =>
  all.map(({ message }) => message),
);
const claims = {
  iss: "https://ngo-b.example",
  aud: "https://ngo-c.example",
  jti: "8i2U9AAKdTBQ-Y4FGNoUHg",
  iat: 1_795_510_920,
  exp: 1_795_597_320,
  consent: {
    subject: "8i2U9AAKdTBQ-Y4FGNoUHg",
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: ["https://ngo-c.example"],
    scope: ["subject", "need.services"],
    validFrom: "2026-11-01T00:00:00Z",
    validUntil: "2027-05-01T00:00:00Z",
    withdrawnAt: null,
    language: "eng",
    languageUnderstood: true,
    withdrawalMethod: true,
  },
};

describe("the quick acceptance of a value", () => {
  it.each(vectors.cases)("answers as the schema does: $id", ({ field, value, ...rest }) => {
    const test = "test" in rest ? rest.test : true;
    expect(acceptsValue(field, test)(value)).toBe(isValid(valueSchema(field, { test }), value));
  });

  it("answers as the schema does for values of other fields", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.oneof(fc.constantFrom(...texts), fc.jsonValue()),
        fc.boolean(),
        (id, value, test) => {
          expect(acceptsValue(id, test)(value)).toBe(isValid(valueSchema(id, { test }), value));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("answers as the schema does for values with one member or element changed", () => {
    const composite = vectors.cases.filter(({ value }) => typeof value === "object");
    fc.assert(
      fc.property(fc.constantFrom(...composite), change(), ({ field, value }, edit) => {
        const changed = edit(value);
        expect(acceptsValue(field, true)(changed)).toBe(isValid(valueSchema(field), changed));
      }),
      { numRuns: 1000 },
    );
  });

  it("need not ask whether a code is short and clean", () => {
    const standards = (["iso3166-1", "iso639-3", "iso4217"] as const).flatMap(standardCodes);
    const listed = Object.values(CODE_LISTS).flatMap(({ codes, extra = [] }) => [
      ...codes.map(({ code }) => code),
      ...extra,
    ]);
    const faulty = [...standards, ...listed].filter(
      (code) => findTextIssue(code, 256, () => undefined) !== undefined,
    );
    expect(faulty).toEqual([]);
    expect(listed.length).toBeGreaterThan(500);
  });

  it("need not ask whether a text of a type of signs is clean", () => {
    const types = FIELDS.flatMap(({ type }) => (isText(type) ? [type] : []));
    const finders = types.map((type) => textFinder(type, true)).filter(({ isAscii }) => isAscii);
    const known = texts.filter((text) => typeof text === "string");
    const pairs = [...finders, GROUP_ID, KIND].flatMap(({ find }) =>
      known.filter((text) => find(text) === undefined).map((text) => ({ find, text })),
    );
    expect(pairs.length).toBeGreaterThan(30);
    const sign = fc.oneof(
      fc.constantFrom(" ", "\n", "\u200b", "\u00ad", "\u0301", "\u202e", "é", "\ud800"),
      fc.string({ unit: anyCodePoint, minLength: 1, maxLength: 2 }),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.nat(), sign, ({ find, text }, place, put) => {
        const at = place % (text.length + 1);
        const edited = text.slice(0, at) + put + text.slice(at);
        if (find(edited) === undefined) expect(findUnclean(edited)).toBeUndefined();
        else if (findUnclean(edited) !== undefined) refused++;
      }),
      { numRuns: 5000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it("is refused for a field that the catalogue does not have", () => {
    expect(() => acceptsValue("note", true)).toThrow(RangeError);
  });
});

describe("the quick acceptance of a message", () => {
  it("accepts every message of the scenarios, without the schema", () => {
    for (const message of messages) expect(acceptsMessage(true)(message)).toBe(true);
  });

  it("answers as the schemas do for messages with one thing changed", () => {
    const parts = [
      ["clear", acceptsClear, clearSchema],
      ["clear", acceptsDraftClear, draftClearSchema],
      ["private", acceptsPrivate, privateSchema],
      ["body", acceptsBody, bodySchema],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.constantFrom(...parts),
        fc.boolean(),
        change(),
        (message, [part, accepts, schema], test, edit) => {
          const changed = edit(message[part]);
          const valid = isValid(schema({ test }) as z.ZodType, changed);
          expect(accepts(test)(changed)).toBe(valid);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("answers as the schema does for groups that are called another kind", () => {
    for (const { body } of messages) {
      for (const [gid, group] of Object.entries(body)) {
        for (const kind of [...Object.keys(KINDS), "wish"]) {
          const changed = { [gid]: { ...group, kind } };
          expect(acceptsBody(true)(changed)).toBe(isValid(bodySchema(), changed));
        }
      }
    }
  });

  it("accepts a draft's clear part, which has no digests", () => {
    for (const { clear } of messages) {
      const { "env.digest.private": _private, "env.digest.body": _body, ...draft } = clear;
      expect(acceptsDraftClear(true)(draft)).toBe(true);
      expect(acceptsClear(true)(draft)).toBe(false);
      expect(acceptsDraftClear(true)(clear)).toBe(false);
    }
  });

  it("leaves to the schema what only a target decides", () => {
    const group = (value: unknown, f = "correction.value") => ({
      "8i2U9AAKdTBQ-Y4FGNoUHg": { kind: "correction", links: [], leaves: [{ f, v: value }] },
    });
    expect(acceptsBody(true)(group("x"))).toBe(false);
    expect(isValid(bodySchema(), group("x"))).toBe(false);
  });
});

describe("the quick acceptance of a consent", () => {
  it("accepts one that is well-formed", () => {
    expect(acceptsConsentClaims()(claims)).toBe(true);
  });

  it("answers as the schema does for claims with one thing changed", () => {
    fc.assert(
      fc.property(change(), (edit) => {
        const changed = edit(claims);
        expect(acceptsConsentClaims()(changed)).toBe(isValid(consentClaimsSchema(), changed));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["iat", 1_795_597_321],
    ["exp", 1_900_000_000],
    ["exp", -1],
    ["aud", "https://ngo-d.example"],
  ])("answers as the schema does where %s is %s", (name, value) => {
    const changed = { ...claims, [name]: value };
    expect(isValid(consentClaimsSchema(), changed)).toBe(false);
    expect(acceptsConsentClaims()(changed)).toBe(false);
  });

  it("refuses a period that ends before it begins", () => {
    const consent = { ...claims.consent, validFrom: "2027-05-01T00:00:01Z" };
    expect(isValid(consentClaimsSchema(), { ...claims, consent })).toBe(false);
    expect(acceptsConsentClaims()({ ...claims, consent })).toBe(false);
  });
});

const NOT_TEXT = new Set(["bool", "int", "record", "personName", "choice", "sameAs"]);
const isText = (type: FieldType): type is TextType => !NOT_TEXT.has(type.t);

/** What the package says of a value without the quick way: bounds, then the schema. */
function isValid(schema: z.ZodType, value: unknown): boolean {
  return findJsonIssue(value) === undefined && schema.safeParse(value, PARSE).success;
}

/** Changes one place anywhere in a value: replaces, removes, adds, repeats or renames. */
function change(): fc.Arbitrary<(value: unknown) => unknown> {
  const replacement = fc.oneof(fc.constantFrom(...texts), fc.jsonValue({ maxDepth: 1 }));
  const kind = fc.constantFrom("replace", "remove", "add", "repeat", "rename", "none");
  return fc.tuple(fc.nat(), kind, replacement).map(([seed, how, by]) => (value: unknown) => {
    const copy = structuredClone(value);
    const places = placesOf(copy);
    const place = places[seed % places.length];
    if (place === undefined) return by;
    const [parent, name] = place;
    if (Array.isArray(parent)) changeArray(parent, Number(name), how, by);
    else changeObject(parent as Record<string, unknown>, name, how, by);
    return copy;
  });
}

function changeArray(array: unknown[], index: number, how: string, by: unknown): void {
  if (how === "remove") array.splice(index, 1);
  else if (how === "repeat") array.push(array[index]);
  else if (how !== "none") array[index] = by;
}

function changeObject(
  object: Record<string, unknown>,
  name: string,
  how: string,
  by: unknown,
): void {
  const value = object[name];
  if (how === "remove" || how === "rename") delete object[name];
  if (how === "replace") object[name] = by;
  if (how === "add") object[`${name}X`] = by;
  if (how === "repeat") object[name.slice(0, -1)] = value;
  if (how === "rename") object[`x${name}`] = value;
}

function placesOf(value: unknown): [object, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[value, name], ...placesOf(inner)]);
}
