import { randomBytes } from "node:crypto";
import {
  canonicalJson,
  encodeBase64url,
  encodeBase64urlText,
  type Signer,
  sha256Base64url,
} from "@safepassage/core";
import { disclosable, issueSdJwt } from "@safepassage/disclosure";
import { clearToClaims, type Draft, hasIdleReason, privateToWire } from "@safepassage/schema";
import { createSaltSequence, SEED_LENGTH } from "../form/salts-node.ts";
import { draftInvalid } from "../message-error.ts";
import { MAX_DISCLOSURES, MESSAGE_TYPE, requireProtocol } from "../protocol.ts";
import { encodeBody } from "./encode-body.ts";

/** A signed message, before it is sealed. */
export interface IssuedMessage {
  /** Issuer-signed JWT and all disclosures. */
  readonly sdJwt: string;
  /** The issuer-signed JWT alone: what remains after erasure. */
  readonly jwt: string;
  /** SHA-256 of {@link jwt}, base64url. Names the message in receipts, logs and corrections. */
  readonly digest: string;
  /** Digests of all disclosures, in the order of the disclosures. */
  readonly disclosureDigests: readonly string[];
  /** Seed of the salts, 32 octets. Destroyed with the disclosures. */
  readonly seed: Uint8Array;
}

/** How {@link issueMessage} issues. */
export interface IssueOptions {
  readonly signer: Signer;
  /** 32 random octets, fresh for each message and recipient. Left out: drawn here. */
  readonly seed?: Uint8Array;
}

/**
 * Signs a draft as a message to one recipient.
 *
 * This withholds nothing: minimise the draft first. What is signed is delivered.
 *
 * @throws {@link MessageError} `MESSAGE_DRAFT_INVALID`, `MESSAGE_PROFILE_UNSUPPORTED`.
 * @see `docs/spec/messages.md#claims`
 */
export function issueMessage(
  draft: Draft,
  { signer, seed = randomBytes(SEED_LENGTH) }: IssueOptions,
): IssuedMessage {
  if (seed.length !== SEED_LENGTH) throw draftInvalid(`a seed of ${seed.length} octets`);
  requireProtocol(draft.clear);
  if (hasIdleReason(draft)) throw draftInvalid("a reason of necessity is about no value");
  const { sdJwt, jwt, digests } = issueSdJwt({
    claims: {
      ...clearToClaims(draft.clear),
      // In this order, since disclosures are sorted by name.
      body: disclosable(encodeBody(draft.body)),
      private: disclosable(privateToWire(draft.private)),
    },
    header: { typ: MESSAGE_TYPE },
    signer,
    salt: createSaltSequence(seed),
    stringify: canonicalJson,
  });
  if (digests.length > MAX_DISCLOSURES) {
    throw draftInvalid(`more than ${MAX_DISCLOSURES} disclosures`);
  }
  return { sdJwt, jwt, digest: sha256Base64url(jwt), disclosureDigests: digests, seed };
}

/** Signs a message that is issued with another key. Header and signature are others; claims, salts and seed stay. */
export function issueAnew(issued: IssuedMessage, { alg, kid, sign }: Signer): IssuedMessage {
  const [, payload] = issued.jwt.split(".", 2);
  const header = encodeBase64urlText(canonicalJson({ typ: MESSAGE_TYPE, alg, kid }));
  const signingInput = `${header}.${payload}`;
  const jwt = `${signingInput}.${encodeBase64url(sign(signingInput))}`;
  const sdJwt = `${jwt}${issued.sdJwt.slice(issued.jwt.length)}`;
  return { ...issued, sdJwt, jwt, digest: sha256Base64url(jwt) };
}
