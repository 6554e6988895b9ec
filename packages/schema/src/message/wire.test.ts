import type { Json } from "@safepassage/core";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../catalogue/catalogue.ts";
import { SchemaError } from "../value/schema-error.ts";
import type { DraftClear, Private } from "./message-model.ts";
import { inOneOrder } from "./one-order.ts";
import { claimsToClear, clearToClaims, privateFromWire, privateToWire } from "./wire.ts";

const messages = scenarios.scenarios.flatMap(({ id, messages: all }) =>
  all.map(({ n, message }) => {
    const { "env.digest.private": _private, "env.digest.body": _body, ...clear } = message.clear;
    return {
      id: `${id}.${n}`,
      clear: clear as DraftClear,
      hidden: message.private as unknown as Private,
    };
  }),
);
const first = messages[0]?.clear as DraftClear;
const firstHidden = messages[0]?.hidden as Private;

describe("clearToClaims and claimsToClear", () => {
  it.each(messages)("are inverse for $id, through JSON", ({ clear }) => {
    const claims = JSON.parse(JSON.stringify(clearToClaims(clear)));
    expect(claimsToClear(claims)).toEqual(inOneOrder(clear as unknown as Json));
  });

  it("are inverse for any optional members and any second of four centuries", () => {
    const second = fc.integer({ min: 0, max: 12_622_780_800 });
    fc.assert(
      fc.property(second, fc.boolean(), fc.boolean(), (time, tlp, review) => {
        const clear: DraftClear = {
          ...first,
          "env.createdAt": new Date(time * 1000).toISOString().replace(".000Z", "Z"),
          ...(tlp ? { "env.handling.tlp": "TLP:AMBER" } : {}),
          ...(review ? { "env.retention.reviewBy": "2026-12-01" } : {}),
        };
        expect(claimsToClear(clearToClaims(clear))).toEqual(clear);
      }),
    );
  });

  it("use the registered names where there are some", () => {
    expect(clearToClaims(first)).toMatchObject({
      iss: "https://ngo-b.test",
      aud: "https://ngo-c.test",
      jti: "865ff681-7704-4470-8135-68a89da147d0",
      iat: 1_795_510_800,
      exp: 1_796_115_600,
      sender: { type: "victimServiceNGO", country: "XB", regime: "GDPR" },
    });
  });

  it("give every clear field but the two digests a claim of its own", () => {
    const claims = FIELDS.filter(({ place }) => place === "clear").map(({ claim }) => claim);
    expect(claims).not.toContain(undefined);
    expect(new Set(claims).size).toBe(claims.length);
    expect(clearToClaims(first)).not.toHaveProperty("private");
    expect(clearToClaims(first)).not.toHaveProperty("body");
  });

  it.each([
    ["an unknown claim", { nbf: 1 }, "MEMBER_UNKNOWN", ""],
    ["a claim that carries a hidden part", { body: {} }, "MEMBER_UNKNOWN", ""],
    [
      "an unknown member of a nested claim",
      { sender: { ...claimsOf("sender"), x: 1 } },
      "MEMBER_UNKNOWN",
      "/sender",
    ],
    ["a nested claim that is no object", { sender: "ngo" }, "MEMBER_UNKNOWN", "/sender"],
    ["a NumericDate as text", { exp: "1796115600" }, "NUMBER_OUT_OF_RANGE", "/exp"],
    ["a NumericDate with a fraction", { iat: 1_795_510_800.5 }, "NUMBER_OUT_OF_RANGE", "/iat"],
    ["a NumericDate before 1970", { iat: -1 }, "NUMBER_OUT_OF_RANGE", "/iat"],
    ["a NumericDate after 9999", { exp: 253_402_300_800 }, "NUMBER_OUT_OF_RANGE", "/exp"],
    [
      "an audience that is a list",
      { aud: ["https://ngo-c.test"] },
      "WRONG_TYPE",
      "/env.recipient.agencyId",
    ],
    ["invented countries in production", { test: false }, "CODE_TEST_ONLY", "/env.sender.country"],
  ])("refuse %s", (_, change, code, pointer) => {
    const error = errorOf(() => claimsToClear({ ...clearToClaims(first), ...change }));
    expect(error.code).toBe("SCHEMA_INVALID");
    expect(error.issues[0]).toMatchObject({ code, pointer });
  });

  it("refuse a missing claim, and claims that are no object", () => {
    const { purpose: _, ...claims } = clearToClaims(first);
    expect(errorOf(() => claimsToClear(claims)).issues).toMatchObject([
      { code: "MEMBER_MISSING", field: "env.purpose" },
    ]);
    for (const input of [null, "x", [], 1]) {
      expect(errorOf(() => claimsToClear(input)).code).toBe("SCHEMA_INVALID");
    }
    expect(errorOf(() => claimsToClear(Array(70_000).fill(0))).code).toBe("SCHEMA_TOO_LARGE");
  });
});

describe("privateToWire and privateFromWire", () => {
  it.each(messages)("are inverse for $id, through JSON", ({ hidden }) => {
    const wire = JSON.parse(JSON.stringify(privateToWire(hidden)));
    expect(Object.keys(wire)).toContain("caseRef");
    expect(privateFromWire(wire)).toEqual(
      Object.fromEntries(
        Object.entries(hidden).map(([id, value]) => [id, inOneOrder(value as Json)]),
      ),
    );
  });

  it("refuse an unknown member and a missing one", () => {
    const wire = privateToWire(firstHidden);
    const { caseRef: _, ...rest } = wire;
    expect(errorOf(() => privateFromWire({ ...wire, note: "x" })).issues).toMatchObject([
      { code: "MEMBER_UNKNOWN", pointer: "" },
    ]);
    expect(errorOf(() => privateFromWire(rest)).issues).toMatchObject([
      { code: "MEMBER_MISSING", rule: "R78" },
    ]);
  });
});

function claimsOf(name: string): object {
  return (clearToClaims(first)[name] ?? {}) as object;
}

function errorOf(run: () => unknown): SchemaError {
  try {
    run();
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
