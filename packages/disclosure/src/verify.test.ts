import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFixedClock, PROTOCOL_ALGORITHMS, ProtocolError } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { verifierFromJwk } from "../test/keys.ts";
import {
  baseClaims,
  chainOf,
  digestOf,
  join,
  member,
  NOW,
  signJwt,
  withDigests,
} from "../test/signed-texts.ts";
import type { VectorPolicy, VerifyCase } from "../test/verify-cases/case.ts";
import { buildVerifyVectors } from "../test/verify-vectors.ts";
import { DISCLOSURE_ERRORS } from "./disclosure-error.ts";
import { readSdJwt } from "./read.ts";
import { reveal } from "./reveal.ts";
import { type SdJwtPolicy, verifySdJwt } from "./verify.ts";

interface VectorFile {
  readonly keys: Record<"issuer" | "holder", { readonly x: string; readonly y: string }>;
  readonly policy: {
    readonly typ: string;
    readonly audience: string;
    readonly nonce: string;
    readonly maxAgeSeconds: number;
    readonly now: number;
    readonly skewSeconds: number;
  } & Required<Omit<VectorPolicy, "limits">>;
  readonly cases: readonly VerifyCase[];
}

const file = import.meta.resolve("@safepassage/vectors/disclosure/verify.json");
const vectors = JSON.parse(readFileSync(fileURLToPath(file), "utf8")) as VectorFile;
const jsonForms = JSON.parse(
  readFileSync(
    fileURLToPath(import.meta.resolve("@safepassage/vectors/disclosure/json-forms.json")),
    "utf8",
  ),
) as { readonly cases: readonly { readonly expect: string }[] };
const issuer = verifierFromJwk(vectors.keys.issuer);
const holder = verifierFromJwk(vectors.keys.holder);

describe("the vectors", () => {
  test.each(vectors.cases.filter(({ expect }) => expect === "ok"))(
    "accept $id: $comment",
    (row) => {
      const { claims } = verifySdJwt(row.sdJwt, policyFor(row));
      expect(claims).toStrictEqual(row.claims);
    },
  );

  test.each(vectors.cases.filter(({ expect }) => expect !== "ok"))(
    "refuse $id: $comment",
    (row) => {
      expect(codeOf(() => verifySdJwt(row.sdJwt, policyFor(row)))).toBe(row.expect);
    },
  );

  test("are what their builder makes", () => {
    expect(JSON.parse(JSON.stringify(buildVerifyVectors()))).toStrictEqual(vectors);
  });

  test("have distinct ids and cover every code that a received text can cause", () => {
    const ids = vectors.cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const covered = new Set([...vectors.cases, ...jsonForms.cases].map(({ expect }) => expect));
    const missing = Object.keys(DISCLOSURE_ERRORS).filter((code) => !covered.has(code));
    // What is left belongs to issuing and presenting, and is tested there.
    expect(missing.sort()).toStrictEqual([
      "DISCLOSURE_CLAIM_CRITICAL",
      "DISCLOSURE_CLAIM_RESERVED",
      "DISCLOSURE_CLAIM_UNSUPPORTED",
      "DISCLOSURE_MARK_MISPLACED",
      "DISCLOSURE_SALT_WEAK",
      "DISCLOSURE_SELECTION_UNKNOWN",
      "DISCLOSURE_SIGNATURE_UNUSABLE",
    ]);
  });
});

describe("a document nested 8,000 deep is a coded error", () => {
  const levels = 8000;
  const nested = (open: string, close: string) => open.repeat(levels) + close.repeat(levels);

  test.each([
    ["objects", `{"a":${nested('{"a":', "}").replace("}", "1}")}}`],
    ["arrays", `{"a":${nested("[", "]")}}`],
  ])("in the signed payload, of %s", (_, rawPayload) => {
    const text = join(signJwt({}, { rawPayload }), []);
    expect(codeOf(() => verifySdJwt(text, policyFor({})))).toBe("JSON_TOO_DEEP");
  });

  test("in the value of a disclosure", () => {
    const value = `["${"s".repeat(22)}","a",${nested("[", "]")}]`;
    const text = join(signJwt(withDigests([])), [Buffer.from(value).toString("base64url")]);
    expect(codeOf(() => readSdJwt(text))).toBe("DISCLOSURE_TOO_DEEP");
  });

  test("through disclosures inside each other", () => {
    const chain = chainOf(levels);
    const text = join(signJwt(withDigests([chain[0] ?? ""])), chain);
    const limits = { maxLength: 4_000_000, maxDisclosures: levels, maxDepth: 256 };
    expect(codeOf(() => reveal(readSdJwt(text, limits)))).toBe("DISCLOSURE_TOO_DEEP");
    expect(codeOf(() => verifySdJwt(text, policyFor({})))).toBe("DISCLOSURE_TOO_MANY");
  });

  test("and exactly the limit of levels is admitted", () => {
    const chain = chainOf(32);
    const text = join(signJwt(withDigests([chain[0] ?? ""])), chain);
    expect(verifySdJwt(text, policyFor({})).resolved.size).toBe(32);
    const longer = chainOf(33);
    const tooDeep = join(signJwt(withDigests([longer[0] ?? ""])), longer);
    expect(codeOf(() => verifySdJwt(tooDeep, policyFor({})))).toBe("DISCLOSURE_TOO_DEEP");
  });
});

describe("the policy", () => {
  const text = join(signJwt(baseClaims()), []);

  test.each([
    ["algorithms", { algorithms: undefined }],
    ["a type", { typ: undefined }],
    ["an empty type", { typ: "" }],
    ["whether all must be resolved", { requireAllResolved: undefined }],
    ["whether expiry counts", { checkExpiry: undefined }],
    ["an unknown expiry rule", { checkExpiry: "sometimes" }],
    ["a skew", { skewSeconds: undefined }],
    ["a negative skew", { skewSeconds: -1 }],
    ["a rule for key binding", { keyBinding: undefined }],
    ["a known rule for key binding", { keyBinding: { ...requiredBinding(), mode: "optional" } }],
    ["an audience", { keyBinding: { ...requiredBinding(), audience: undefined } }],
    ["a nonce", { keyBinding: { ...requiredBinding(), nonce: "" } }],
    ["a maximum age", { keyBinding: { ...requiredBinding(), maxAgeSeconds: undefined } }],
    ["a depth that the stack bears", { limits: { maxDepth: 5000 } }],
    ["a length", { limits: { maxLength: undefined } }],
    ["a number of disclosures", { limits: { maxDisclosures: Number.NaN } }],
  ])("is a programming mistake without %s", (_, change) => {
    const policy = { ...policyFor({}), ...change } as unknown as SdJwtPolicy;
    expect(() => verifySdJwt(text, policy)).toThrow("limits" in change ? RangeError : TypeError);
  });

  test("does not judge by a clock that tells no time", () => {
    const clock = { now: () => new Date("25 Nov 2026 garbage") };
    expect(() => verifySdJwt(text, { ...policyFor({}), clock })).toThrow(RangeError);
  });

  test("finds the issuer's key by header and payload, before disclosures count", () => {
    const disclosure = member(1, "name", "A");
    const seen: unknown[] = [];
    verifySdJwt(join(signJwt(withDigests([disclosure])), [disclosure]), {
      ...policyFor({}),
      resolveVerifier(header, payload) {
        seen.push(header["typ"], payload["iss"], payload["name"], payload["_sd"]);
        return issuer;
      },
    });
    expect(seen).toStrictEqual([
      "example+sd-jwt",
      "https://issuer.example",
      undefined,
      [digestOf(disclosure)],
    ]);
  });

  test("may refuse by throwing from its key lookup", () => {
    const refusal = new Error("unknown issuer");
    const resolveVerifier = () => {
      throw refusal;
    };
    expect(() => verifySdJwt(text, { ...policyFor({}), resolveVerifier })).toThrow(refusal);
  });

  test("finds the holder's key in verified claims, disclosed ones too", () => {
    const bound = vectors.cases.find(({ id }) => id === "key-binding");
    const seen: unknown[] = [];
    verifySdJwt(bound?.sdJwt ?? "", {
      ...policyFor({}),
      keyBinding: {
        ...requiredBinding(),
        resolveHolderKey(claims) {
          seen.push(claims["name"]);
          return holder;
        },
      },
    });
    expect(seen).toStrictEqual(["A"]);
  });
});

function requiredBinding(): Extract<SdJwtPolicy["keyBinding"], { mode: "required" }> {
  const { audience, nonce, maxAgeSeconds } = vectors.policy;
  return { mode: "required", audience, nonce, maxAgeSeconds, resolveHolderKey: () => holder };
}

function policyFor({ policy = {} }: { readonly policy?: VectorPolicy }): SdJwtPolicy {
  const { typ, now, skewSeconds, ...defaults } = vectors.policy;
  const { keyBinding, requireAllResolved, checkExpiry } = { ...defaults, ...policy };
  expect(now).toBe(NOW);
  return {
    resolveVerifier: () => issuer,
    algorithms: PROTOCOL_ALGORITHMS,
    typ,
    keyBinding: keyBinding === "forbidden" ? { mode: "forbidden" } : requiredBinding(),
    requireAllResolved,
    checkExpiry,
    clock: createFixedClock(new Date(now * 1000)),
    skewSeconds,
    ...(policy.limits && { limits: policy.limits }),
  };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return "ok";
}
