import { createRegistrySource, openSqliteStore } from "@safepassage/agency/node";
import {
  createFixedClock,
  PROTOCOL_ALGORITHMS,
  parseJson,
  sha256Base64url,
  toNumericDate,
} from "@safepassage/core";
import {
  disclosable,
  issueSdJwt,
  presentSdJwt,
  readSdJwt,
  type SdJwtPolicy,
  verifySdJwt,
} from "@safepassage/disclosure";
import {
  type Decision,
  issueDecidedReceipt,
  requireOneVerdict,
  verifyAgreement,
  verifyAuthorisation,
  verifyConsentAssertion,
  verifyReceipt,
} from "@safepassage/message";
import { parseDraft } from "@safepassage/schema";
import {
  createSigner,
  createVerifier,
  generateSigningKey,
  parseRegistry,
  publicJwk,
  signGeneralJws,
  verifyGeneralJws,
} from "@safepassage/trust";
import jsonForms from "@safepassage/vectors/disclosure/json-forms.json" with { type: "json" };
import { openOperation } from "../src/index.ts";
import { createFederation, NGO_B, NGO_C } from "./federation.ts";
import { signJwt } from "./forge.ts";
import { NOW } from "./world.ts";

/** Octets for a reader other than a gateway's inbox, and that reader. */
export interface ReaderCase {
  /** The text to read. The test passes its octets. */
  readonly text: () => string;
  readonly read: (text: string) => unknown;
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

/** A verdict of NGO-C on one message. */
const decided = (verdict: Decision["verdict"]): string =>
  issueDecidedReceipt(
    { digest: sha256Base64url("jwt"), sdHash: sha256Base64url("all"), resolved: [] },
    { verdict, tier: "state", findings: [], decidedBy: "rules" },
    { self: NGO_C, to: NGO_B, signer: federation.signers["NGO-C"], clock },
  );

/** An SD-JWT for a verifier that asks for no key binding. */
const sdJwt = (text: () => string): ReaderCase => ({
  text,
  read: (given) => verifySdJwt(given, POLICY),
});
/** A presentation for a verifier, soundly bound except for the given changes. */
const presentation = (change: object): ReaderCase => ({
  text: () => {
    const { sdJwt: held } = issue({ iss: NGO_B });
    const { presented } = readSdJwt(held);
    const genuine = presentSdJwt(readSdJwt(held), () => true, {
      signer,
      audience: NGO_C,
      nonce: "nonce",
      clock,
    });
    const [, payload = ""] = genuine.slice(presented.length).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    return presented + signJwt(signer, { ...claims, ...change }, { typ: "kb+jwt" });
  },
  read: (given) => verifySdJwt(given, BOUND),
});
/** A registry as its authority publishes it, fetched over HTTP. */
const published = (file: object): ReaderCase => ({
  text: () => signJwt(signer, file, { typ: "spp-registry+jwt" }),
  async read(text) {
    const served = [signJwt(signer, federation.registryFile(), { typ: "spp-registry+jwt" }), text];
    const fetch = async (): Promise<Response> => new Response(served.shift());
    const verifier = createVerifier(publicJwk(key));
    const source = createRegistrySource("http://registry.test/", verifier, fetch, {
      store: openSqliteStore(":memory:"),
      clock,
    });
    await source.refresh();
    await source.refresh();
  },
});
const verifiers = new Map([
  [signer.kid, createVerifier(publicJwk(key))],
  ["another", createVerifier(publicJwk(key))],
]);
const ofTwo = (text: () => string): ReaderCase => ({
  text,
  read: (given) => verifyGeneralJws(given, { typ: "x", verifiers }),
});

type FormRow = (typeof jsonForms.cases)[number];
/** For each code of the JSON forms, the first vector that is refused with it. */
const FORM_CASES: Readonly<Record<string, ReaderCase>> = Object.fromEntries(
  (jsonForms.cases as readonly FormRow[])
    .filter(({ expect }) => /^DISCLOSURE_(FORM|HEADER|LIST|SIGNATURES)_/.test(expect))
    .map(({ text, form, policy, expect }) => [
      expect,
      {
        text: () => text,
        read: (given: string) =>
          verifySdJwt(given, {
            ...POLICY,
            typ: jsonForms.policy.typ,
            serialization: {
              form,
              signatures: policy?.signatures ?? { verify: "only" },
            } as NonNullable<SdJwtPolicy["serialization"]>,
            ...(policy?.limits && {
              limits: policy.limits as NonNullable<SdJwtPolicy["limits"]>,
            }),
          }),
      },
    ]),
);

export const READER_CASES: Readonly<Record<string, ReaderCase>> = {
  // SD-JWTs in JSON forms; messages travel in the compact one
  ...FORM_CASES,
  // The registry
  TRUST_REGISTRY_INVALID: published({}),
  TRUST_REGISTRY_OUTDATED: published({
    ...federation.registryFile(),
    issuedAt: "2026-10-01T00:00:00Z",
  }),
  TRUST_REGISTRY_CONFLICTING: published({
    ...federation.registryFile(),
    agencies: federation.registryFile().agencies.slice(1),
  }),
  TRUST_REGISTRY_NOT_YET_VALID: published({
    ...federation.registryFile(),
    issuedAt: "2036-10-01T00:00:00Z",
  }),
  // Agreements and other texts of several signers
  AGREEMENT_INVALID: {
    text: () => "{}",
    read: (text) => verifyAgreement(text, registry, clock.now()),
  },
  TRUST_GENERAL_JWS_MALFORMED: ofTwo(() => "{}"),
  TRUST_SIGNATURE_MISSING: ofTwo(() =>
    JSON.stringify(signGeneralJws("{}", [signer], { typ: "x" })),
  ),
  // A consent assertion on its own. In a message one that does not verify counts for nothing.
  CONSENT_INVALID: {
    text: () => "a.b.c",
    read: (text) => verifyConsentAssertion(text, NGO_C, registry),
  },
  // An authorisation on its own. In a message one that does not verify refuses it.
  AUTHORISATION_INVALID: {
    text: () => "a.b.c",
    read: (text) => verifyAuthorisation(text, registry, clock.now()),
  },
  // The file of a secret that the configuration of a gateway names
  GATEWAY_OPERATION_INVALID: {
    text: () => "too short",
    read: (text) => {
      const options = { write: () => {}, readFile: () => text };
      return openOperation({ metrics: { port: 0, token: "metrics.token" } }, options);
    },
  },
  // Receipts that somebody checks as evidence
  RECEIPT_TIME_WRONG: {
    text: () => decided("accept"),
    read: (text) => verifyReceipt(text, registry, { now: new Date("2026-11-23T09:00:00Z") }),
  },
  RECEIPTS_CONTRADICT: {
    text: () => `${decided("accept")}\n${decided("reject")}`,
    read: (text) =>
      requireOneVerdict(text.split("\n").map((receipt) => verifyReceipt(receipt, registry))),
  },
  // Drafts beyond what the local routes read
  SCHEMA_TOO_LARGE: {
    text: () => `{"body":[${"0,".repeat(70_000)}0]}`,
    read: (text) => parseDraft(parseJson(text, { maxValues: 100_000 })),
  },
  SCHEMA_TOO_DEEP: {
    text: () => `{"body":${"[".repeat(20)}${"]".repeat(20)}}`,
    read: (text) => parseDraft(parseJson(text)),
  },
  // SD-JWTs of any issuer, and presentations to any verifier
  DISCLOSURE_TOO_LARGE: sdJwt(() => "A".repeat(1_048_577)),
  DISCLOSURE_UNRESOLVED: sdJwt(() => `${issue({ sex: disclosable("2") }).jwt}~`),
  DISCLOSURE_TIME_INVALID: sdJwt(() => issue({ exp: "never" }).sdJwt),
  DISCLOSURE_EXPIRED: sdJwt(() => issue({ exp: now - 1 }).sdJwt),
  DISCLOSURE_NOT_YET_VALID: sdJwt(() => issue({ nbf: now + 3600 }).sdJwt),
  DISCLOSURE_ISSUED_IN_FUTURE: sdJwt(() => issue({ iat: now + 3600 }).sdJwt),
  DISCLOSURE_KB_FORBIDDEN: sdJwt(() => issue({}).sdJwt + signJwt(signer, {}, { typ: "kb+jwt" })),
  DISCLOSURE_KB_MISSING: {
    text: () => issue({}).sdJwt,
    read: (text) => verifySdJwt(text, BOUND),
  },
  DISCLOSURE_KB_AUDIENCE_WRONG: presentation({ aud: NGO_B }),
  DISCLOSURE_KB_NONCE_WRONG: presentation({ nonce: "another" }),
  DISCLOSURE_KB_HASH_WRONG: presentation({ sd_hash: "another" }),
  DISCLOSURE_KB_TIME_INVALID: presentation({ iat: "now" }),
  DISCLOSURE_KB_TOO_OLD: presentation({ iat: now - 3600 }),
  DISCLOSURE_KB_IN_FUTURE: presentation({ iat: now + 3600 }),
};
