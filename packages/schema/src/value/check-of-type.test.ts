import { describe, expect, it } from "vitest";
import * as z from "zod";
import { consentClaimsSchema } from "../context/consent.ts";
import { checkOfType } from "./check-of-type.ts";

type Tree = { [name: string]: unknown };

describe("the check of a zod type", () => {
  it("takes what zod takes, and nothing else, with any place changed", () => {
    const type = consentClaimsSchema();
    const check = checkOfType(type);
    const agree = (value: unknown): boolean => {
      const isSound = check(value) === undefined;
      expect(isSound, JSON.stringify(value)).toBe(type.safeParse(value).success);
      return isSound;
    };
    expect(agree(CLAIMS)).toBe(true);
    let [sound, unsound] = [0, 0];
    for (const changed of changes(CLAIMS)) {
      if (agree(changed)) sound++;
      else unsound++;
    }
    expect(sound).toBeGreaterThan(10);
    expect(unsound).toBeGreaterThan(300);
  });

  it("is not made of a kind of type that it does not know", () => {
    expect(() => checkOfType(z.date())).toThrow(/no check is known for the zod type date/);
    expect(() => checkOfType(z.number())).toThrow(/number/);
    expect(() => checkOfType(z.string().pipe(z.string()))).toThrow(/pipe/);
  });
});

/** The value with one place left out, replaced, repeated or beside a stranger. */
function* changes(value: unknown): Generator<unknown> {
  for (const other of OTHERS) yield other;
  if (Array.isArray(value)) {
    yield [];
    yield [...value, ...value];
    yield Array.from({ length: 65 }, (_, index) => `https://n${index}.test`);
    for (const [index, inner] of value.entries()) {
      for (const changed of changes(inner)) yield value.with(index, changed);
    }
  } else if (typeof value === "object" && value !== null) {
    yield { ...value, stranger: 1 };
    for (const [name, inner] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Tree;
      yield rest;
      for (const changed of changes(inner)) yield { ...value, [name]: changed };
    }
  }
}

const OTHERS = [
  ...[null, true, false, 0, -1, 1.5, 1_785_000_000, 2 ** 53, "", "x", "xx".repeat(2000), [], {}],
  ...["https://ngo-c.test", "https://ngo-x.test", "https://ngo-c.test/", "ASSISTANCE_REFERRAL"],
  ...["2026-11-01T00:00:00Z", "2026-13-01T00:00:00Z", "2036-11-01T00:00:00Z", "ukr", "zzz", "self"],
  ...["AAAAAAAAAAAAAAAAAAAAAA", "q83vEjRWeJCrze8SNFZ4kA", "subject", "need.services", "no.field"],
];

const CLAIMS = {
  iss: "https://ngo-b.test",
  aud: "https://ngo-c.test",
  jti: "q83vEjRWeJCrze8SNFZ4kA",
  iat: 1_785_000_000,
  exp: 1_786_000_000,
  consent: {
    subject: "7f2xw0lRk3mVb5YtQzN8Gg",
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: ["https://ngo-c.test"],
    scope: ["subject", "need.services"],
    validFrom: "2026-07-01T00:00:00Z",
    validUntil: "2027-07-01T00:00:00Z",
    withdrawnAt: null,
    language: "ukr",
    languageUnderstood: true,
    withdrawalMethod: true,
    written: true,
  },
};
