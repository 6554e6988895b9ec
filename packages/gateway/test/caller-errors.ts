import {
  canonicalJson,
  createFixedClock,
  PROTOCOL_ALGORITHMS,
  requireVerificationKey,
  toNumericDate,
} from "@safepassage/core";
import {
  disclosable,
  issueSdJwt,
  prepareSdJwt,
  presentSdJwt,
  readSdJwt,
  type SdJwtPolicy,
  verifySdJwt,
} from "@safepassage/disclosure";
import {
  issueMessage,
  sealMessage,
  verifyAgreement,
  verifyConsentAssertion,
} from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  parseRegistry,
  publicJwk,
  readGeneralJws,
  signGeneralJws,
  verifyGeneralJws,
  verifyRegistry,
} from "@safepassage/trust";
import jsonForms from "@safepassage/vectors/disclosure/json-forms.json" with { type: "json" };
import { signJwt } from "./forge.ts";
import { createFederation, NGO_B, NGO_C, NOW } from "./world.ts";

/** A code that no octets of another agency lead to: why not, and a call that does. */
export interface CallerCase {
  readonly why: string;
  readonly call: () => unknown;
}

const federation = createFederation();
const key = generateSigningKey("ES256");
const signer = createSigner(key);
const clock = createFixedClock(NOW);
const now = toNumericDate(clock.now());
const registry = parseRegistry(federation.registryFile());
const issue = (claims: Parameters<typeof issueSdJwt>[0]["claims"]) =>
  issueSdJwt({ claims, header: { typ: "test+sd-jwt" }, signer });

const POLICY: SdJwtPolicy = {
  resolveVerifier: () => createVerifier(publicJwk(key)),
  algorithms: PROTOCOL_ALGORITHMS,
  typ: "test+sd-jwt",
  keyBinding: { mode: "forbidden" },
  requireAllResolved: true,
  checkExpiry: "enforce",
  clock,
  skewSeconds: 60,
};
const BOUND: SdJwtPolicy = {
  ...POLICY,
  keyBinding: {
    mode: "required",
    audience: NGO_C,
    nonce: "nonce",
    maxAgeSeconds: 300,
    resolveHolderKey: () => createVerifier(publicJwk(key)),
  },
};
const verify = (claims: Parameters<typeof issue>[0]) => () =>
  verifySdJwt(issue(claims).sdJwt, POLICY);
/** A presentation bound as it should be, but for what is changed. */
const bound = (change: object) => () => {
  const { sdJwt } = issue({ iss: NGO_B });
  const { presented } = readSdJwt(sdJwt);
  const genuine = presentSdJwt(readSdJwt(sdJwt), () => true, {
    signer,
    audience: NGO_C,
    nonce: "nonce",
    clock,
  });
  const [, payload = ""] = genuine.slice(presented.length).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const kb = signJwt(signer, { ...claims, ...change }, { typ: "kb+jwt" });
  return verifySdJwt(presented + kb, BOUND);
};

type FormRow = (typeof jsonForms.cases)[number];
/** The first vector of the JSON forms that is refused with each code of theirs. */
const FORM_CASES = Object.fromEntries(
  (jsonForms.cases as readonly FormRow[])
    .filter(({ expect }) => /^DISCLOSURE_(FORM|HEADER|LIST|SIGNATURES)_/.test(expect))
    .map((row): [string, CallerCase] => [
      row.expect,
      { why: "messages travel in compact form, the only one that is read", call: verifyForm(row) },
    ]),
);

function verifyForm({ text, form, policy }: FormRow): () => unknown {
  const { signatures = { verify: "only" }, limits } = policy ?? {};
  return () =>
    verifySdJwt(text, {
      ...POLICY,
      typ: jsonForms.policy.typ,
      serialization: { form, signatures } as NonNullable<SdJwtPolicy["serialization"]>,
      ...(limits && { limits: limits as NonNullable<SdJwtPolicy["limits"]> }),
    });
}

const OWN_CLAIMS = "arises when this agency issues, from its own draft";
const NO_PRESENTATION = "a first delivery has no key binding and is not a presentation";
const OWN_FILE = "the operator gives the gateway this file; no other agency does";

export const CALLER_CASES: Readonly<Record<string, CallerCase>> = {
  ...FORM_CASES,
  CANONICAL_UNSUPPORTED: {
    why: "what is made canonical was read from JSON, which cannot hold such values",
    call: () => canonicalJson(undefined),
  },
  KEY_UNSUITABLE: {
    why: "keys come from the registry, whose reader has its own code",
    call: () => requireVerificationKey({ kty: "OKP", crv: "Ed25519" }, "ES256"),
  },
  TRUST_KEY_UNSUITABLE: {
    why: "keys on the wire have a use that their reader checks",
    call: () => createSigner(generateEncryptionKey("P-256") as unknown as typeof key),
  },
  TRUST_GENERAL_JWS_MALFORMED: { why: OWN_FILE, call: () => readGeneralJws("{}", { typ: "x" }) },
  TRUST_SIGNATURE_MISSING: {
    why: OWN_FILE,
    call: () =>
      verifyGeneralJws(JSON.stringify(signGeneralJws("{}", [signer], { typ: "x" })), {
        typ: "x",
        verifiers: new Map([
          [signer.kid, createVerifier(publicJwk(key))],
          ["another", createVerifier(publicJwk(key))],
        ]),
      }),
  },
  TRUST_REGISTRY_INVALID: {
    why: "these are the registry's octets, not an agency's",
    call: () => parseRegistry({}),
  },
  TRUST_REGISTRY_OUTDATED: {
    why: "these are the registry's octets, not an agency's",
    call: () =>
      verifyRegistry(
        signJwt(signer, federation.registryFile(), { typ: "spp-registry+jwt" }),
        createVerifier(publicJwk(key)),
        { notOlderThan: new Date("2027-01-01T00:00:00Z") },
      ),
  },
  AGREEMENT_INVALID: { why: OWN_FILE, call: () => verifyAgreement("{}", registry, clock.now()) },
  CONSENT_INVALID: {
    why: "an assertion that does not verify is left out, and rule R32 says so",
    call: () => verifyConsentAssertion("a.b.c", NGO_C, registry),
  },
  MESSAGE_DRAFT_INVALID: {
    why: OWN_CLAIMS,
    call: () =>
      issueMessage(
        { clear: {}, private: {}, body: { short: { leaves: [] } } } as unknown as Draft,
        { signer },
      ),
  },
  PACKAGE_TOO_LARGE: {
    why: "larger packages are refused by their sealed length before they are opened",
    call: () =>
      sealMessage(
        { sdJwt: "A".repeat(1_048_577), seed: new Uint8Array(32) },
        {
          sender: NGO_B,
          recipient: NGO_C,
          recipientKey: publicJwk(generateEncryptionKey("X25519")),
        },
      ),
  },
  DISCLOSURE_TOO_LARGE: {
    why: "the plaintext of a package has a lower bound",
    call: () => readSdJwt("A".repeat(1_048_577)),
  },
  DISCLOSURE_CLAIM_RESERVED: { why: OWN_CLAIMS, call: () => issue({ _sd: [] }) },
  DISCLOSURE_CLAIM_CRITICAL: { why: OWN_CLAIMS, call: () => issue({ exp: disclosable(now) }) },
  DISCLOSURE_CLAIM_UNSUPPORTED: {
    why: OWN_CLAIMS,
    call: () => issue({ value: Number.NaN }),
  },
  DISCLOSURE_MARK_MISPLACED: {
    why: OWN_CLAIMS,
    call: () => issue({ twice: disclosable(disclosable("x")) }),
  },
  DISCLOSURE_SALT_WEAK: {
    why: OWN_CLAIMS,
    call: () =>
      issueSdJwt({
        claims: { sex: disclosable("2") },
        header: { typ: "test+sd-jwt" },
        signer,
        salt: () => "short",
      }),
  },
  DISCLOSURE_SIGNATURE_UNUSABLE: {
    why: OWN_CLAIMS,
    call: () =>
      prepareSdJwt({ claims: {}, header: { typ: "test+sd-jwt" }, alg: "ES256" }).finish(
        new Uint8Array(70),
      ),
  },
  DISCLOSURE_UNRESOLVED: {
    why: "a message answers MESSAGE_DISCLOSURES_INCOMPLETE instead",
    call: () => {
      const { jwt } = issue({ sex: disclosable("2") });
      return verifySdJwt(`${jwt}~`, POLICY);
    },
  },
  DISCLOSURE_SELECTION_UNKNOWN: {
    why: NO_PRESENTATION,
    call: () => presentSdJwt(readSdJwt(issue({}).sdJwt), ["/nothing"]),
  },
  DISCLOSURE_TIME_INVALID: {
    why: "times of a message are claims with MESSAGE codes",
    call: verify({ exp: "never" }),
  },
  DISCLOSURE_EXPIRED: {
    why: "times of a message are claims with MESSAGE codes",
    call: verify({ exp: now - 1 }),
  },
  DISCLOSURE_NOT_YET_VALID: {
    why: "times of a message are claims with MESSAGE codes",
    call: verify({ nbf: now + 3600 }),
  },
  DISCLOSURE_ISSUED_IN_FUTURE: {
    why: "times of a message are claims with MESSAGE codes",
    call: verify({ iat: now + 3600 }),
  },
  DISCLOSURE_KB_FORBIDDEN: {
    why: "a message answers MESSAGE_DISCLOSURES_INCOMPLETE instead",
    call: () => {
      const { sdJwt } = issue({});
      return verifySdJwt(sdJwt + signJwt(signer, {}, { typ: "kb+jwt" }), POLICY);
    },
  },
  DISCLOSURE_KB_MISSING: {
    why: NO_PRESENTATION,
    call: () => verifySdJwt(issue({}).sdJwt, BOUND),
  },
  DISCLOSURE_KB_AUDIENCE_WRONG: { why: NO_PRESENTATION, call: bound({ aud: NGO_B }) },
  DISCLOSURE_KB_NONCE_WRONG: { why: NO_PRESENTATION, call: bound({ nonce: "another" }) },
  DISCLOSURE_KB_HASH_WRONG: { why: NO_PRESENTATION, call: bound({ sd_hash: "another" }) },
  DISCLOSURE_KB_TIME_INVALID: { why: NO_PRESENTATION, call: bound({ iat: "now" }) },
  DISCLOSURE_KB_TOO_OLD: { why: NO_PRESENTATION, call: bound({ iat: now - 3600 }) },
  DISCLOSURE_KB_IN_FUTURE: { why: NO_PRESENTATION, call: bound({ iat: now + 3600 }) },
};
