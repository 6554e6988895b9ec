import { encodeUtf8 } from "@safepassage/core";
import rfc from "@safepassage/vectors/http-signature/rfc9421.json" with { type: "json" };
import fc from "fast-check";
import { serializeInnerList } from "structured-headers";
import { describe, expect, it } from "vitest";
import { parseRegistry } from "../directory/registry-node.ts";
import { publicJwk } from "../keys/jwk.ts";
import {
  createSigner,
  createVerifier,
  generateSigningKey,
  importPrivateJwk,
} from "../keys/keys-node.ts";
import { encodeContentDigest, verifyContentDigest } from "./content-digest.ts";
import { listIn, octetsIn, readOnlyMember } from "./only-member.ts";
import { type SignRequestOptions, signRequest, type UnsignedRequest } from "./sign-request.ts";
import { type ComponentLine, type RequestHead, signatureBase } from "./signature-base.ts";
import { isSigned, verifyRequest } from "./verify-request.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
const [B, C] = ["https://ngo-b.test", "https://ngo-c.test/spp"] as const;
const keys = { [B]: generateSigningKey("Ed25519"), [C]: generateSigningKey("ES256") };
const registry = parseRegistry(registryFile());

describe.each(rfc.cases)("RFC 9421, $id", ({ label, key, lines, base, ...headers }) => {
  const jwk = importPrivateJwk(key, "sig");
  const list = listIn(readOnlyMember(headers.signatureInput, label, 512));
  const signature = octetsIn(readOnlyMember(headers.signature, label, 128));
  const text = signatureBase(lines as unknown as ComponentLine[], serializeInnerList(list));

  it("has this signature base, and verifies", () => {
    expect(text).toBe(base);
    expect(createVerifier(publicJwk(jwk)).verify(text, signature)).toBe(true);
    expect(createVerifier(publicJwk(jwk)).verify(`${text} `, signature)).toBe(false);
  });

  it("is signed with these octets, where the algorithm draws nothing", () => {
    const own = createSigner(jwk).sign(text);
    expect(Buffer.from(own).equals(signature)).toBe(headers.deterministic === true);
  });
});

const post = (octets: Uint8Array): UnsignedRequest => ({
  method: "POST",
  target: "https://c.test/spp/inbox",
  content: { type: "application/jose", octets },
});

describe.each([B, C] as const)("a request signed by %s", (entity) => {
  it("names its agency, and the digest of its body", () => {
    const octets = encodeUtf8("body");
    const { agency, contentDigest } = verifyRequest(...signed(post(octets), { entity }));
    expect(agency).toBe(entity);
    verifyContentDigest(contentDigest as Uint8Array, octets);
    expect(() => verifyContentDigest(contentDigest as Uint8Array, encodeUtf8("bod"))).toThrow(
      code("TRUST_REQUEST_BODY_DIFFERS"),
    );
  });

  it("may have no body", () => {
    const request = { method: "GET", target: "https://c.test/.well-known/spp-epochs" } as const;
    const verified = verifyRequest(...signed(request, { entity }));
    expect(verified).toEqual({ agency: entity, contentDigest: undefined });
  });

  it("is refused after any change of what it covers", () => {
    const covered = ["content-digest", "content-type", "content-length"];
    const change = fc.oneof(
      fc.record({
        at: fc.constantFrom("method", "target"),
        text: fc.stringMatching(/^[a-z]{1,8}$/),
      }),
      fc.record({
        at: fc.constantFrom(...covered, "signature-input", "signature"),
        text: fc.stringMatching(/^[ -~]{1,4}$/),
      }),
    );
    const [head, options] = signed(post(encodeUtf8("body")), { entity });
    fc.assert(
      fc.property(change, fc.nat(), fc.nat({ max: 4 }), ({ at, text }, place, cut) => {
        const changed = changedAt(head, { at, text, place, cut });
        fc.pre(changed !== undefined);
        expect(() => verifyRequest(changed as RequestHead, options)).toThrow();
      }),
    );
  });
});

/** How this protocol's own corpus judges time, keys and form is in `corpus/requests.jsonl`. */
describe("a signature", () => {
  it.each([
    [300, undefined],
    [-300, undefined],
    [301, "TRUST_REQUEST_TIME_WRONG"],
    [-301, "TRUST_REQUEST_TIME_WRONG"],
  ])("that is %i seconds old", (seconds, refusal) => {
    const now = new Date(NOW.getTime() - seconds * 1000);
    const verify = () => verifyRequest(...signed(post(encodeUtf8("")), { now }));
    if (refusal === undefined) expect(verify).not.toThrow();
    else expect(verify).toThrow(code(refusal));
  });

  it("is not taken while the clock tells no time", () => {
    const [head] = signed(post(encodeUtf8("")));
    expect(() => verifyRequest(head, { registry, now: new Date(Number.NaN) })).toThrow(
      code("TRUST_REQUEST_TIME_WRONG"),
    );
  });

  it("is seen by either of its headers", () => {
    for (const name of ["signature", "signature-input"]) {
      expect(isSigned({ headers: new Headers({ [name]: "" }) })).toBe(true);
    }
    expect(isSigned({ headers: new Headers() })).toBe(false);
  });

  it("is made with no other algorithm", () => {
    const signer = { ...createSigner(keys[B]), alg: "HS256" };
    expect(() => signed(post(encodeUtf8("")), { signer })).toThrow(RangeError);
  });
});

describe("a header", () => {
  it("is not parsed beyond its length", () => {
    expect(() => readOnlyMember(`spp="${"x".repeat(8)}"`, "spp", 14)).not.toThrow();
    expect(() => readOnlyMember(`spp="${"x".repeat(9)}"`, "spp", 14)).toThrow(
      code("TRUST_REQUEST_SIGNATURE_MALFORMED"),
    );
  });
});

describe("a digest of a body", () => {
  it("is that of RFC 9530, Appendix D", () => {
    expect(encodeContentDigest(encodeUtf8('{"hello": "world"}\n'))).toBe(
      "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
    );
  });
});

function signed(
  request: UnsignedRequest,
  { entity = B, now = NOW, signer }: Partial<SignRequestOptions> = {},
): [RequestHead, { registry: typeof registry; now: Date }] {
  const key = createSigner(keys[entity as keyof typeof keys]);
  const headers = signRequest(request, { entity, signer: signer ?? key, now });
  const { method, target } = request;
  return [
    { method, target, headers: new Headers(headers) },
    { registry, now: NOW },
  ];
}

/** Cuts some characters out of a part of a request, and puts others there; `undefined` if that is no change. */
function changedAt(
  { method, target, headers }: RequestHead,
  { at, text, place, cut }: { at: string; text: string; place: number; cut: number },
): RequestHead | undefined {
  const change = (from: string): string => {
    const start = place % (from.length + 1);
    return from.slice(0, start) + text + from.slice(start + cut);
  };
  if (at === "method") {
    return change(method) === method ? undefined : { method: change(method), target, headers };
  }
  if (at === "target") {
    // Within the path, where the URL parser changes nothing.
    const other = target.replace(/inbox$/, change);
    return other === target ? undefined : { method, target: other, headers };
  }
  const from = headers.get(at) ?? "";
  // White space around a value is not part of it.
  const to = change(from).trim();
  if (to === from) return undefined;
  return { method, target, headers: { get: (name) => (name === at ? to : headers.get(name)) } };
}

function registryFile() {
  const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
  const from = "2026-01-01T00:00:00Z";
  const fact = { from, type: "victimServiceNGO", country: "XB", regime: "GDPR", flags };
  const union = { eu: true, schengen: true, adequacyLed: true, adequacyGdpr: true };
  return {
    spp: "1.0",
    test: true,
    issuedAt: from,
    states: { XB: { ...union, deathPenalty: false, crueltyRisk: false } },
    agencies: Object.entries(keys).map(([entity, jwk]) => ({
      entity,
      name: "NGO",
      facts: [fact],
      keys: [{ jwk: publicJwk(jwk), from, status: "active" }],
    })),
  };
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
