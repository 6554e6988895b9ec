import { parseObject, readCompactJws, sha256Base64url, verifyJws } from "@safepassage/core";
import { claimsToClear, type DraftClear, type ReceiptClaims } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { MESSAGE_TYPE } from "./issue.ts";
import { MessageError } from "./message-error.ts";
import { verifyReceipt } from "./receipt.ts";

/** What an agency keeps when disclosures and seed are destroyed. */
export interface Evidence {
  /** The issuer-signed JWT of the message, without disclosures. */
  readonly jwt: string;
  /** Receipts of the recipient. */
  readonly receipts: readonly string[];
}

/** What can still be read from evidence, all of it verified. */
export interface VerifiedEvidence {
  /** The claims in clear. They hold no case data, and nothing that can be guessed. */
  readonly clear: DraftClear;
  /** SHA-256 of the issuer-signed JWT, which every receipt names. */
  readonly digest: string;
  /** Digests of private and body, which now open to nothing. */
  readonly hidden: readonly string[];
  readonly receipts: readonly ReceiptClaims[];
}

/**
 * Verifies a message and its receipts after the data they were about is gone.
 *
 * The delivery deadline is ignored: evidence does not expire. Signatures are judged with the keys
 * in force when they say they were made; that the signer did not backdate needs a log's
 * checkpoint, which this version reserves.
 *
 * @throws {@link MessageError} `RECEIPT_MISMATCH`, `MESSAGE_CLAIMS_INVALID`; TrustError; CoreError.
 */
export function verifyEvidence(
  { jwt, receipts }: Evidence,
  registry: AgencyRegistry,
): VerifiedEvidence {
  const parts = readCompactJws(jwt, { typ: MESSAGE_TYPE });
  const { _sd: hidden, _sd_alg: _, ...claims } = parseObject(parts.payload, { maxDepth: 4 });
  let clear: DraftClear;
  try {
    clear = claimsToClear(claims);
  } catch (cause) {
    throw new MessageError("MESSAGE_CLAIMS_INVALID", "the claims are not as specified", { cause });
  }
  const issuer = clear["env.sender.agencyId"];
  const at = new Date(clear["env.createdAt"]);
  verifyJws(registry.verifierFor(issuer, parts.kid ?? "", at), parts);

  const digest = sha256Base64url(jwt);
  const verified = receipts.map((receipt) => verifyReceipt(receipt, registry));
  for (const { iss, msg } of verified) {
    if (msg !== digest || iss !== clear["env.recipient.agencyId"]) {
      throw new MessageError("RECEIPT_MISMATCH", "a receipt is about another message");
    }
  }
  return { clear, digest, hidden: hidden as readonly string[], receipts: verified };
}
