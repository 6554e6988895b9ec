import { sha256Base64url } from "@safepassage/core";
import { readSdJwt, reveal } from "@safepassage/disclosure";
import { type Body, isErasure, type LastingClear } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { MessageError } from "../message-error.ts";
import { MAX_DISCLOSURES, MESSAGE_TYPE } from "../protocol.ts";
import { decodeBody } from "../read/decode-body.ts";
import type { InspectedMessage } from "../read/inspect.ts";
import { type EvidenceOptions, verifyEvidence } from "./evidence.ts";

/** An erasure certificate whose signature is good. */
export interface VerifiedCertificate {
  readonly clear: LastingClear;
  /** SHA-256 of its issuer-signed JWT. */
  readonly digest: string;
  /** What it states. */
  readonly body: Body;
}

/**
 * Returns what an agency keeps of an erasure certificate as evidence: the signed message with the disclosures of its body, and
 * without `private`. `undefined` for any other message, and for a certificate that tells more than what was erased.
 *
 * @see `docs/spec/receipts.md#erasure-certificates`
 */
export function statementOf({
  message,
  sdJwt,
}: Pick<InspectedMessage, "message" | "sdJwt">): string | undefined {
  const { clear } = message;
  if (clear["env.messageType"] !== "erasureCertificate" || !isErasure(message)) return undefined;
  const parts = sdJwt.split("~");
  return parts.filter((part) => sha256Base64url(part) !== clear["env.digest.private"]).join("~");
}

/**
 * Verifies an erasure certificate like evidence, with the key in force when it says it was signed, and reads what it states.
 * All of its body must be there; `private` may be left out.
 *
 * @param sdJwt - The signed message with its disclosures.
 * @throws {@link MessageError} `MESSAGE_DISCLOSURES_INCOMPLETE`, and as {@link verifyEvidence}; DisclosureError.
 * @see `docs/spec/receipts.md#erasure-certificates`
 */
export function verifyCertificate(
  sdJwt: string,
  registry: AgencyRegistry,
  options: EvidenceOptions = {},
): VerifiedCertificate {
  const parsed = readSdJwt(sdJwt, LIMITS);
  const evidence = verifyEvidence({ jwt: parsed.jwt, receipts: [] }, registry, options);
  const { clear, digest, hidden } = evidence;
  const { claims, top, unresolved } = reveal(parsed);
  const place = top.inner?.get("body");
  const isWhole = [...unresolved].every((root) => hidden.includes(root));
  if (place?.disclosure === undefined || !isWhole || parsed.keyBinding !== undefined) {
    throw new MessageError("MESSAGE_DISCLOSURES_INCOMPLETE", "its body is not whole");
  }
  return { clear, digest, body: decodeBody(claims["body"], place) };
}

const LIMITS = { typ: MESSAGE_TYPE, maxDisclosures: MAX_DISCLOSURES, maxDepth: 16 } as const;
