import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  createFixedClock,
  isJsonObject,
  type Json,
  type JsonObject,
  PROTOCOL_ALGORITHMS,
} from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { isMap, isScalar, isSeq, type Node, parse, parseDocument } from "yaml";
import { addSdJwtSignature, convertSdJwt } from "../src/convert.ts";
import { type Claims, type ClaimValue, disclosable } from "../src/disclosable.ts";
import type { SdJwtForm } from "../src/form.ts";
import { issueSdJwt } from "../src/issue.ts";
import { presentSdJwt } from "../src/present.ts";
import { readSdJwt } from "../src/read.ts";
import type { ClaimPath } from "../src/reveal.ts";
import { verifySdJwt } from "../src/verify.ts";
import { createTestSigner, verifierFromJwk } from "./keys.ts";

/** A claim that says of each value whether it is disclosable, as the examples write it. */
interface Marked {
  readonly hidden: boolean;
  readonly value: Json | readonly Marked[] | ReadonlyMap<string, Marked>;
}

interface Example {
  readonly name: string;
  readonly claims: Marked;
  readonly shown: Json;
  readonly decoys: boolean;
  readonly keyBinding: boolean;
  readonly defaults: boolean;
  readonly typ: string;
  /** One, or those that the example names itself. */
  readonly issuerKeys: readonly IssuerKey[];
}

interface IssuerKey {
  readonly kid: string;
  readonly d: string;
  readonly x: string;
  readonly y: string;
}

const folder = fileURLToPath(import.meta.resolve("@safepassage/vectors/sd-jwt/examples"));
const settings = parse(readFileSync(`${folder}/settings.yml`, "utf8")) as {
  identifiers: { issuer: string; verifier: string };
  key_settings: {
    issuer_keys: [Record<"d" | "x" | "y", string>];
    holder_key: Record<string, string>;
  };
  key_binding_nonce: string;
  iat: number;
  exp: number;
};
const [issuerKey] = settings.key_settings.issuer_keys;
const holderKey = settings.key_settings.holder_key as Record<
  "kty" | "crv" | "d" | "x" | "y",
  string
>;
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readExample(name));

test("there are 15 examples", () => {
  expect(examples).toHaveLength(15);
});

describe.each(["compact", "flattened", "general"] as const)("in %s form", (form) => {
  test.each(examples)(
    "$name: issued, presented and verified, it says what its holder chose",
    (example) => {
      const { verified } = exchange(example, { form });
      expect(verified.parsed.form).toBe(form);
      expect(verified.claims).toStrictEqual(expectedClaims(example));
    },
  );
});

test("the general example says the same under the signatures of both its keys", () => {
  const example = examples.find(({ name }) => name === "json_serialization_general") as Example;
  expect(example.issuerKeys.map(({ kid }) => kid)).toStrictEqual(["issuer-key-1", "issuer-key-2"]);
  const { verified } = exchange(example, { form: "general" });
  expect(verified.parsed.signatures).toHaveLength(2);
  expect(verified.unverifiedSignatures).toBe(0);
});

test.each(examples)("$name: with all disclosed, it says what its issuer said", (example) => {
  const { claims } = exchange(example, { select: () => true }).verified;
  expect(claims).toStrictEqual({ ...defaultClaims(example), ...(plain(example.claims) as object) });
});

test("the decoys of an example cannot be told from withheld claims", () => {
  const example = examples.find(({ decoys }) => decoys) as Example;
  const { issued, verified } = exchange(example, { select: () => true });
  expect(verified.unresolved.size).toBeGreaterThan(0);
  expect(readSdJwt(issued.sdJwt).disclosures.size).toBe(issued.disclosures.length);
});

test("complex_ekyc says what RFC 9901, Appendix A.2, shows", () => {
  const example = examples.find(({ name }) => name === "complex_ekyc") as Example;
  expect(exchange(example).verified.claims["verified_claims"]).toStrictEqual({
    verification: {
      trust_framework: "de_aml",
      time: "2012-04-23T18:25Z",
      evidence: [{ method: "pipp" }],
    },
    claims: {
      given_name: "Max",
      family_name: "Müller",
      address: {
        locality: "Maxstadt",
        postal_code: "12344",
        country: "DE",
        street_address: "Weidenstraße 22",
      },
    },
  });
});

function exchange(
  example: Example,
  { form = "compact", select }: { form?: SdJwtForm; select?: (path: ClaimPath) => boolean } = {},
) {
  const clock = createFixedClock(new Date((settings.iat + 60) * 1000));
  const [firstKey, ...otherKeys] = example.issuerKeys;
  if (firstKey === undefined) throw new Error("no issuer key");
  let decoy = 0;
  const issued = issueSdJwt({
    claims: { ...defaultClaims(example), ...(mark(example.claims) as Claims) },
    header: { typ: example.typ },
    signer: createTestSigner(fromBase64url(firstKey.d), firstKey.kid),
    ...(example.decoys && {
      decoys: { count: (digests: number) => digests % 3, random: () => `decoy ${decoy++}` },
    }),
  });
  const binding = {
    audience: settings.identifiers.verifier,
    nonce: settings.key_binding_nonce,
  };
  const chosen = select ?? ((path: ClaimPath) => isShown(example.shown, path));
  let text = convertSdJwt(readSdJwt(issued.sdJwt), { form });
  if (form === "general") {
    for (const { d, kid } of otherKeys) {
      const signer = createTestSigner(fromBase64url(d), kid);
      const header = { typ: example.typ };
      text = addSdJwtSignature(readSdJwt(text, { form }), { signer, header });
    }
  }
  const held = readSdJwt(text, { form });
  const presented = example.keyBinding
    ? presentSdJwt(
        held,
        chosen,
        { ...binding, signer: createTestSigner(fromBase64url(holderKey.d)), clock },
        { form },
      )
    : presentSdJwt(held, chosen, undefined, { form });
  const verified = verifySdJwt(presented, {
    resolveVerifier: (_, __, { kid }) =>
      verifierFromJwk(example.issuerKeys.find((key) => key.kid === kid) ?? { x: "", y: "" }),
    serialization:
      form === "general"
        ? { form, signatures: { verify: "all", kids: example.issuerKeys.map(({ kid }) => kid) } }
        : { form },
    algorithms: PROTOCOL_ALGORITHMS,
    typ: example.typ,
    keyBinding: example.keyBinding
      ? {
          mode: "required",
          ...binding,
          maxAgeSeconds: 300,
          resolveHolderKey: ({ cnf }) =>
            verifierFromJwk((cnf as { jwk: { x: string; y: string } }).jwk),
        }
      : { mode: "forbidden" },
    requireAllResolved: false,
    checkExpiry: "enforce",
    clock,
    skewSeconds: 0,
  });
  return { issued, verified };
}

/** The payload a verifier must see by definition: hidden values that were not chosen are gone. */
function expectedClaims(example: Example): Json {
  const shown = cut(example.claims, example.shown) as JsonObject;
  return { ...defaultClaims(example), ...shown };
}

function cut({ value }: Marked, shown: Json | undefined): Json {
  if (value instanceof Map) {
    const kept: [string, Json][] = [];
    for (const [name, member] of value as ReadonlyMap<string, Marked>) {
      const choice = isJsonObject(shown) ? shown[name] : undefined;
      if (!member.hidden || isChosen(choice)) kept.push([name, cut(member, choice)]);
    }
    return Object.fromEntries(kept);
  }
  if (Array.isArray(value)) {
    return (value as readonly Marked[]).flatMap((element, index) => {
      const choice = Array.isArray(shown) ? (shown[index] as Json | undefined) : undefined;
      return !element.hidden || isChosen(choice) ? [cut(element, choice)] : [];
    });
  }
  return value as Json;
}

/** Walks the choices along a path of the full claims. */
function isShown(shown: Json, path: ClaimPath): boolean {
  let choice: Json | undefined = shown;
  for (const step of path) {
    if (typeof choice !== "object" || choice === null) return false;
    choice = (choice as Record<string | number, Json | undefined>)[step];
  }
  return isChosen(choice);
}

function isChosen(choice: Json | undefined): boolean {
  return choice !== undefined && choice !== false && choice !== null;
}

function mark({ value }: Marked): ClaimValue {
  const wrap = (inner: Marked) => (inner.hidden ? disclosable(mark(inner)) : mark(inner));
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Marked>)];
    return Object.fromEntries(members.map(([name, inner]) => [name, wrap(inner)]));
  }
  if (Array.isArray(value)) return (value as readonly Marked[]).map(wrap);
  return value as Json;
}

function plain({ value }: Marked): Json {
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Marked>)];
    return Object.fromEntries(members.map(([name, inner]) => [name, plain(inner)]));
  }
  if (Array.isArray(value)) return (value as readonly Marked[]).map(plain);
  return value as Json;
}

function defaultClaims({ defaults, keyBinding }: Example): JsonObject {
  const { kty, crv, x, y } = holderKey;
  return {
    ...(defaults && { iss: settings.identifiers.issuer, iat: settings.iat, exp: settings.exp }),
    ...(keyBinding && { cnf: { jwk: { kty, crv, x, y } } }),
  };
}

function readExample(name: string): Example {
  const document = parseDocument(readFileSync(`${folder}/${name}/specification.yml`, "utf8"), {
    logLevel: "silent",
  });
  const { holder_disclosed_claims, add_decoy_claims, key_binding, ...rest } = parse(
    String(document),
    { logLevel: "silent" },
  ) as Record<string, Json> & {
    extra_header_parameters?: { typ: string };
    settings_override?: { key_settings: { issuer_keys: IssuerKey[] } };
  };
  return {
    name,
    claims: fromYaml(document.get("user_claims", true) as Node, false),
    shown: holder_disclosed_claims ?? {},
    decoys: add_decoy_claims === true,
    keyBinding: key_binding === true,
    defaults: rest["include_default_claims"] !== false,
    typ: rest.extra_header_parameters?.typ ?? "example+sd-jwt",
    issuerKeys: rest.settings_override?.key_settings.issuer_keys ?? [{ kid: "test", ...issuerKey }],
  };
}

/** In the examples `!sd` stands before the name of a member or before an element. */
function fromYaml(node: Node, hidden: boolean): Marked {
  if (isMap(node)) {
    const members = node.items.map((pair): [string, Marked] => {
      const key = pair.key as Node;
      if (!isScalar(key)) throw new Error("a name is not a scalar");
      return [String(key.value), fromYaml(pair.value as Node, key.tag === "!sd")];
    });
    return { hidden, value: new Map(members) };
  }
  if (isSeq(node)) {
    const elements = node.items.map((item) => fromYaml(item as Node, (item as Node).tag === "!sd"));
    return { hidden, value: elements };
  }
  return { hidden, value: (node as { toJSON(): Json }).toJSON() };
}

function fromBase64url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64url"));
}
