import { canonicalJson, requireVerificationKey } from "@safepassage/core";
import {
  disclosable,
  issueSdJwt,
  prepareSdJwt,
  presentSdJwt,
  readSdJwt,
} from "@safepassage/disclosure";
import { issueMessage, sealMessage } from "@safepassage/message";
import { type Draft, valueSchema } from "@safepassage/schema";
import {
  createSigner,
  generateEncryptionKey,
  generateSigningKey,
  publicJwk,
} from "@safepassage/trust";
import { NGO_B, NGO_C } from "./federation.ts";

/** A code that no octets from outside can cause: why not, and a call that causes it. */
export interface CallerCase {
  readonly why: string;
  readonly call: () => unknown;
}

const key = generateSigningKey("ES256");
const signer = createSigner(key);
const header = { typ: "test+sd-jwt" };
const issue = (claims: Parameters<typeof issueSdJwt>[0]["claims"]) =>
  issueSdJwt({ claims, header, signer });

const OWN_CLAIMS = "arises when this agency issues, from claims that its own code has put together";
const OWN_KEY = "a key that a program hands over; keys in octets have codes of their readers";

export const CALLER_CASES: Readonly<Record<string, CallerCase>> = {
  CANONICAL_UNSUPPORTED: {
    why: "what is made canonical was read from JSON, which cannot hold such values",
    call: () => canonicalJson(undefined),
  },
  KEY_UNSUITABLE: {
    why: OWN_KEY,
    call: () => requireVerificationKey({ kty: "OKP", crv: "Ed25519" }, "ES256"),
  },
  TRUST_KEY_UNSUITABLE: {
    why: OWN_KEY,
    call: () => createSigner(generateEncryptionKey("P-256") as unknown as typeof key),
  },
  MESSAGE_DRAFT_INVALID: {
    why: "a draft in octets has a reader before, whose codes begin with SCHEMA",
    call: () =>
      issueMessage(
        {
          clear: { "env.protocol": "1.0" },
          private: {},
          body: { short: { leaves: [] } },
        } as unknown as Draft,
        { signer },
      ),
  },
  PACKAGE_TOO_LARGE: {
    why: "arises when sealing; larger packages that come in are refused by their sealed length",
    call: () =>
      sealMessage(
        { sdJwt: "A".repeat(1_048_577), seed: new Uint8Array(32) },
        {
          sender: NGO_B,
          recipient: NGO_C,
          recipientKey: publicJwk(generateEncryptionKey("X25519")),
          spp: "1.0",
        },
      ),
  },
  SCHEMA_FIELD_UNKNOWN: {
    why: "a program asks for the schema of a field; an unknown field in octets is SCHEMA_INVALID",
    call: () => valueSchema("subject.nothing"),
  },
  DISCLOSURE_CLAIM_RESERVED: { why: OWN_CLAIMS, call: () => issue({ _sd: [] }) },
  DISCLOSURE_CLAIM_CRITICAL: { why: OWN_CLAIMS, call: () => issue({ exp: disclosable(1) }) },
  DISCLOSURE_CLAIM_UNSUPPORTED: { why: OWN_CLAIMS, call: () => issue({ value: Number.NaN }) },
  DISCLOSURE_MARK_MISPLACED: {
    why: OWN_CLAIMS,
    call: () => issue({ twice: disclosable(disclosable("x")) }),
  },
  DISCLOSURE_SALT_WEAK: {
    why: "arises when issuing, from the source of salts that the program hands over",
    call: () =>
      issueSdJwt({ claims: { sex: disclosable("2") }, header, signer, salt: () => "short" }),
  },
  DISCLOSURE_SIGNATURE_UNUSABLE: {
    why: "arises when issuing, from a signature that the program's own key store gives",
    call: () => prepareSdJwt({ claims: {}, header, alg: "ES256" }).finish(new Uint8Array(70)),
  },
  DISCLOSURE_SELECTION_UNKNOWN: {
    why: "a holder's program names what is to be shown of an SD-JWT that it holds",
    call: () => presentSdJwt(readSdJwt(issue({}).sdJwt), ["/nothing"]),
  },
};
