import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFixedClock, PROTOCOL_ALGORITHMS, ProtocolError } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { addSdJwtSignature, type ConvertSdJwtOptions, convertSdJwt } from "../src/convert.ts";
import { disclosable } from "../src/disclosable.ts";
import type { SdJwtForm } from "../src/form.ts";
import { issueSdJwt } from "../src/issue.ts";
import { presentSdJwt } from "../src/present.ts";
import { type ParsedSignature, readSdJwt } from "../src/read.ts";
import { reveal } from "../src/reveal.ts";
import { type SdJwtPolicy, verifySdJwt } from "../src/verify.ts";
import type { JsonFormCase } from "./json-form-cases/case.ts";
import { buildJsonFormVectors } from "./json-form-vectors.ts";
import { createTestSigner, verifierFromJwk } from "./keys.ts";
import { SECRET_KEYS, TYP } from "./signed-texts.ts";

interface VectorFile {
  readonly keys: Record<"issuer" | "second" | "holder", { readonly x: string; readonly y: string }>;
  readonly policy: {
    readonly typ: string;
    readonly audience: string;
    readonly nonce: string;
    readonly maxAgeSeconds: number;
    readonly now: number;
    readonly skewSeconds: number;
    readonly requireAllResolved: boolean;
    readonly checkExpiry: "enforce";
  } & Required<Omit<NonNullable<JsonFormCase["policy"]>, "limits">>;
  readonly cases: readonly JsonFormCase[];
}

const file = import.meta.resolve("@safepassage/vectors/disclosure/json-forms.json");
const vectors = JSON.parse(readFileSync(fileURLToPath(file), "utf8")) as VectorFile;
const holder = verifierFromJwk(vectors.keys.holder);
const binding = {
  signer: createTestSigner(SECRET_KEYS.holder),
  audience: vectors.policy.audience,
  nonce: vectors.policy.nonce,
  clock: createFixedClock(new Date(vectors.policy.now * 1000)),
};

describe("the vectors of the JSON forms", () => {
  test.each(vectors.cases.filter(({ expect }) => expect === "ok"))(
    "accept $id: $comment",
    (row) => {
      const { claims, unverifiedSignatures, parsed } = verifySdJwt(row.text, policyFor(row));
      expect(claims).toStrictEqual(row.claims);
      expect(unverifiedSignatures).toBe(row.unverifiedSignatures);
      expect(parsed.form).toBe(row.form);
    },
  );

  test.each(vectors.cases.filter(({ expect }) => expect !== "ok"))(
    "refuse $id: $comment",
    (row) => {
      expect(codeOf(() => verifySdJwt(row.text, policyFor(row)))).toBe(row.expect);
    },
  );

  test("are what their builder makes, each with an id of its own", () => {
    expect(JSON.parse(JSON.stringify(buildJsonFormVectors()))).toStrictEqual(vectors);
    const ids = vectors.cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("convertSdJwt", () => {
  const { sdJwt } = issueSdJwt({
    claims: { iss: "i", name: disclosable("A"), list: [disclosable("DE"), "FR"] },
    header: { typ: TYP },
    signer: createTestSigner(SECRET_KEYS.issuer, "issuer"),
  });
  const held = readSdJwt(sdJwt);
  const bound = presentSdJwt(held, ["/name"], binding);
  const two = addSdJwtSignature(held, {
    signer: createTestSigner(SECRET_KEYS.second, "second"),
    header: { typ: TYP },
  });
  const forms: readonly SdJwtForm[] = ["compact", "flattened", "general"];
  const pairs = forms.flatMap((from) => forms.map((to) => [from, to] as const));

  test.each(pairs)("goes from %s to %s and back to the same text", (from, to) => {
    for (const compact of [sdJwt, bound, `${held.jwt}~`]) {
      const text = convertSdJwt(readSdJwt(compact), { form: from });
      const there = convertSdJwt(readSdJwt(text, { form: from }), { form: to });
      expect(convertSdJwt(readSdJwt(there, { form: to }), { form: from })).toBe(text);
      expect(reveal(readSdJwt(there, { form: to }))).toStrictEqual(reveal(readSdJwt(compact)));
    }
  });

  test("writes the members that RFC 9901 shows, disclosures even where there are none", () => {
    const [header, payload, signature] = held.jwt.split(".");
    const one = { protected: header, signature, header: { disclosures: [] } };
    const empty = readSdJwt(`${held.jwt}~`);
    expect(JSON.parse(convertSdJwt(empty, { form: "flattened" }))).toStrictEqual({
      payload,
      ...one,
    });
    expect(JSON.parse(convertSdJwt(empty, { form: "general" }))).toStrictEqual({
      payload,
      signatures: [one],
    });
  });

  test("keeps the key binding, and what it covers, in every form", () => {
    for (const form of forms) {
      const { presented, keyBinding } = readSdJwt(convertSdJwt(readSdJwt(bound), { form }), {
        form,
      });
      expect(presented + keyBinding?.text).toBe(bound);
    }
  });

  test("refuses a form that would lose a signature, unless told which stays", () => {
    const parsed = readSdJwt(two, { form: "general" });
    for (const form of ["compact", "flattened"] as const) {
      expect(codeOf(() => convertSdJwt(parsed, { form }))).toBe("DISCLOSURE_SIGNATURES_SEVERAL");
      expect(codeOf(() => presentSdJwt(parsed, [], undefined, { form }))).toBe(
        "DISCLOSURE_SIGNATURES_SEVERAL",
      );
    }
    expect(codeOf(() => presentSdJwt(parsed, []))).toBe("DISCLOSURE_SIGNATURES_SEVERAL");
    expect(convertSdJwt(parsed, { form: "compact", signatures: "first" })).toBe(sdJwt);
    expect(convertSdJwt(parsed, { form: "general", signatures: "first" })).toBe(
      convertSdJwt(held, { form: "general" }),
    );
  });

  test("keeps the name of a key in an unprotected header where the form has one", () => {
    const { protected: header, ...rest } = JSON.parse(
      convertSdJwt(readSdJwt(`${jwtWithoutKid()}~`), { form: "flattened" }),
    ) as { protected: string };
    const named = JSON.stringify({ ...rest, protected: header, header: { kid: "issuer" } });
    const parsed = readSdJwt(named, { form: "flattened" });
    expect(parsed.signatures[0]?.kid).toBe("issuer");
    const general = JSON.parse(convertSdJwt(parsed, { form: "general" }));
    expect(general.signatures[0].header).toStrictEqual({ kid: "issuer", disclosures: [] });
  });

  test("refuses to write a header that no JSON form can have", () => {
    const { sdJwt: odd } = issueSdJwt({
      claims: {},
      header: { typ: TYP, disclosures: [] },
      signer: createTestSigner(SECRET_KEYS.issuer),
    });
    expect(codeOf(() => convertSdJwt(readSdJwt(odd), { form: "flattened" }))).toBe(
      "DISCLOSURE_HEADER_MISPLACED",
    );
  });

  test.each([[{ form: "cbor" }], [{ form: "general", signatures: "some" }]])(
    "takes %j for a programming mistake",
    (options) => {
      expect(() => convertSdJwt(held, options as ConvertSdJwtOptions)).toThrow(TypeError);
    },
  );

  test("makes of a second signature one that verifies, and leaves the first as it was", () => {
    const policy = policyFor({ form: "general", policy: { signatures: bothKids } });
    const { claims, parsed } = verifySdJwt(two, policy);
    expect(claims).toStrictEqual({ iss: "i", name: "A", list: ["DE", "FR"] });
    expect(parsed.signatures.map(({ kid }) => kid)).toStrictEqual(["issuer", "second"]);
    expect(parsed.jwt).toBe(held.jwt);
  });

  test("presents two signatures with a key binding that covers the first", () => {
    const parsed = readSdJwt(two, { form: "general" });
    const text = presentSdJwt(parsed, ["/name"], binding, { form: "general" });
    const policy: JsonFormCase["policy"] = { signatures: bothKids, keyBinding: "required" };
    const { claims } = verifySdJwt(text, policyFor({ form: "general", policy }));
    expect(claims).toStrictEqual({ iss: "i", name: "A", list: ["FR"] });
    // The key binding cannot show it: without the second signature it is still valid.
    const less = JSON.parse(text) as { signatures: unknown[] };
    const one = JSON.stringify({ ...less, signatures: less.signatures.slice(0, 1) });
    const first: JsonFormCase["policy"] = { ...policy, signatures: { verify: "first" } };
    expect(verifySdJwt(one, policyFor({ form: "general", policy: first })).claims).toStrictEqual(
      claims,
    );
    expect(codeOf(() => verifySdJwt(one, policyFor({ form: "general", policy })))).toBe(
      "DISCLOSURE_SIGNATURES_MISSING",
    );
  });
});

describe("the policy for forms", () => {
  const [row] = vectors.cases;
  const text = row?.text ?? "";

  test("takes compact form only where it says nothing", () => {
    const { serialization: _, ...policy } = policyFor({ form: "flattened" });
    expect(codeOf(() => verifySdJwt(text, policy))).toBe("DISCLOSURE_SEPARATOR_MISSING");
  });

  test.each([
    ["null", null],
    ["no form", {}],
    ["an unknown form", { form: "json" }],
    ["general form without a word about signatures", { form: "general" }],
    ["an unknown rule", { form: "general", signatures: { verify: "any" } }],
    ["no names", { form: "general", signatures: { verify: "all" } }],
    ["an empty list of names", { form: "general", signatures: { verify: "all", kids: [] } }],
    ["a name twice", { form: "general", signatures: { verify: "all", kids: ["a", "a"] } }],
  ])("is a programming mistake with %s", (_, serialization) => {
    const policy = { ...policyFor({ form: "flattened" }), serialization } as SdJwtPolicy;
    expect(() => verifySdJwt(text, policy)).toThrow(TypeError);
  });

  test.each([0, Number.NaN, undefined])("is a programming mistake with %s signatures", (limit) => {
    const limits = { maxSignatures: limit as number };
    expect(() => readSdJwt(text, { form: "flattened", ...limits })).toThrow(RangeError);
  });

  test("reads an unknown form of nothing", () => {
    expect(() => readSdJwt(text, { form: "json" as SdJwtForm })).toThrow(TypeError);
  });

  test("ends the reading of a flood of values before it is parsed", () => {
    const flood = `{"payload":"e30","signatures":[${"1,".repeat(70_000)}1]}`;
    expect(codeOf(() => readSdJwt(flood, { form: "general" }))).toBe("JSON_TOO_MANY");
    const nested = `{"payload":${"[".repeat(8000)}${"]".repeat(8000)}}`;
    expect(codeOf(() => readSdJwt(nested, { form: "flattened" }))).toBe("JSON_TOO_DEEP");
  });

  test("asks for the key of each signature that counts, and of no other", () => {
    const row = vectors.cases.find(({ id }) => id === "first-of-two") as JsonFormCase;
    const asked: (string | undefined)[] = [];
    verifySdJwt(row.text, {
      ...policyFor(row),
      resolveVerifier(_, payload, signature) {
        asked.push(signature.kid);
        expect(payload["iss"]).toBe("https://issuer.example");
        return resolve(signature);
      },
    });
    expect(asked).toStrictEqual(["issuer"]);
  });
});

const bothKids = { verify: "all", kids: ["issuer", "second"] } as const;

function policyFor(row: Pick<JsonFormCase, "form" | "policy">): SdJwtPolicy {
  const { typ, now, audience, nonce, maxAgeSeconds, ...rest } = vectors.policy;
  const { keyBinding, signatures, limits, ...policy } = {
    limits: undefined,
    ...rest,
    ...row.policy,
  };
  return {
    ...policy,
    typ,
    resolveVerifier: (_, __, signature) => resolve(signature),
    algorithms: PROTOCOL_ALGORITHMS,
    keyBinding:
      keyBinding === "forbidden"
        ? { mode: "forbidden" }
        : { mode: "required", audience, nonce, maxAgeSeconds, resolveHolderKey: () => holder },
    serialization: row.form === "general" ? { form: row.form, signatures } : { form: row.form },
    clock: createFixedClock(new Date(now * 1000)),
    ...(limits && { limits }),
  };
}

function resolve({ kid }: ParsedSignature) {
  return verifierFromJwk(kid === "second" ? vectors.keys.second : vectors.keys.issuer);
}

function jwtWithoutKid(): string {
  const row = vectors.cases.find(({ id }) => id === "no-header");
  const { payload, protected: header, signature } = JSON.parse(row?.text ?? "{}");
  return `${header}.${payload}.${signature}`;
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
