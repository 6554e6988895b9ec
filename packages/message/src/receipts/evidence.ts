import { parseObject, readCompactJws, sha256Base64url, verifyJws } from "@safepassage/core";
import type { DraftClear, ReceiptClaims } from "@safepassage/schema";
import type { AgencyRegistry, VerifierOptions } from "@safepassage/trust/web";
import { requirePlainHeader } from "../form/canonical-form.ts";
import { MessageError } from "../message-error.ts";
import { MESSAGE_TYPE, requireProtocol } from "../protocol.ts";
import { readClearPayload } from "../read/read-parts.ts";
import { verifyReceipt } from "./receipt.ts";

/** What an agency keeps when disclosures and seed are destroyed. */
export interface Evidence {
  /** The issuer-signed JWT of the message, without disclosures. */
  readonly jwt: string;
  /** Receipts of the recipient. */
  readonly receipts: readonly string[];
}

/** What evidence still says. All of it is verified. */
export interface VerifiedEvidence {
  /** The claims in clear. They hold no case data, and nothing that can be guessed. */
  readonly clear: DraftClear;
  /** SHA-256 of the issuer-signed JWT, which every receipt names. */
  readonly digest: string;
  /** Digests of private and body, which now open to nothing. */
  readonly hidden: readonly string[];
  readonly receipts: readonly ReceiptClaims[];
}

/** How {@link verifyEvidence} judges the times at which all of it was signed. */
export type EvidenceOptions = VerifierOptions;

/**
 * Verifies a message and its receipts after the data they were about is gone.
 *
 * The delivery deadline is ignored: evidence does not expire. Each signature is judged with the key
 * in force at its stated time. To show that the signer did not backdate takes a log's checkpoint,
 * which this version reserves. Each receipt must be by the recipient, for the sender, about this
 * message and both its hidden parts, and all must agree on what was delivered.
 *
 * @throws {@link MessageError} `RECEIPT_MISMATCH`, `RECEIPT_INVALID`, `MESSAGE_CLAIM_*`,
 *   `MESSAGE_PROFILE_UNSUPPORTED`, `MESSAGE_TEST_MISMATCH`; TrustError `TRUST_KEY_COMPROMISED` and others; CoreError.
 * @see `docs/spec/receipts.md#what-remains-after-erasure`
 */
export function verifyEvidence(
  { jwt, receipts }: Evidence,
  registry: AgencyRegistry,
  options: EvidenceOptions = {},
): VerifiedEvidence {
  const parts = readCompactJws(jwt, { typ: MESSAGE_TYPE });
  requirePlainHeader(parts);
  const { clear, hidden } = readClearPayload(parseObject(parts.payload, { maxDepth: 4 }));
  const issuer = clear["env.sender.agencyId"];
  const at = new Date(clear["env.createdAt"]);
  verifyJws(registry.verifierFor(issuer, parts.kid ?? "", at, options), parts);
  if (clear["env.test"] !== registry.test) {
    throw new MessageError("MESSAGE_TEST_MISMATCH", "the message and the registry differ in test");
  }
  requireProtocol(clear);

  const digest = sha256Base64url(jwt);
  const verified = receipts.map((receipt) => verifyReceipt(receipt, registry, options));
  const first = verified.map(deliveredBy).find((delivery) => delivery !== "");
  for (const claims of verified) {
    const isAboutIt =
      claims.msg === digest &&
      claims.iss === clear["env.recipient.agencyId"] &&
      claims.aud === issuer &&
      // A receipt older than the message could be from a key that was retired before it.
      claims.iat * 1000 >= at.getTime() - CLOCK_SKEW_MS &&
      // A refusal does not say what was delivered.
      (claims.kind === "refused" ||
        (hidden.every((root) => claims.resolved.includes(root)) && deliveredBy(claims) === first));
    if (!isAboutIt) {
      throw new MessageError("RECEIPT_MISMATCH", "a receipt is about another message or delivery");
    }
  }
  return { clear, digest, hidden, receipts: verified };
}

/** Returns what a receipt says was delivered, as one text. */
function deliveredBy(claims: ReceiptClaims): string {
  return claims.kind === "refused" ? "" : [claims.sd_hash, ...claims.resolved].join(" ");
}

const CLOCK_SKEW_MS = 120_000;
