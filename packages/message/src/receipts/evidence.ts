import { canonicalJson, parseObject, readCompactJws, sha256Base64url } from "@safepassage/core";
import type { LastingClear, ReceiptClaims } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { requirePlainHeader } from "../form/canonical-form.ts";
import { readSigned, verifySigned } from "../form/verify-signed.ts";
import { MessageError } from "../message-error.ts";
import { MESSAGE_TYPE, requireProtocol } from "../protocol.ts";
import { readClearPayload, readKeptPayload } from "../read/read-parts.ts";
import { type VerifyReceiptOptions, verifyReceipt } from "./receipt.ts";

/** What an agency keeps when disclosures and seed are destroyed. */
export interface Evidence {
  /** The issuer-signed JWT of the message, without disclosures. */
  readonly jwt: string;
  /** Receipts of the recipient. */
  readonly receipts: readonly string[];
  /** Digest of the message, where somebody states it beside. It is compared. */
  readonly digest?: string | undefined;
}

/** What evidence still says. All of it is verified. */
export interface VerifiedEvidence {
  /**
   * The claims in clear. They hold no case data, and nothing that can be guessed. If the message names another catalogue,
   * some may be left out.
   */
  readonly clear: LastingClear;
  /** SHA-256 of the issuer-signed JWT, which every receipt names. */
  readonly digest: string;
  /** Digests of private and body, which now open to nothing. */
  readonly hidden: readonly string[];
  readonly receipts: readonly ReceiptClaims[];
  /** What none of the receipts says. Others may: whoever shows evidence chooses what to show. */
  readonly open: readonly ("delivered" | "decided")[];
  /** What is odd about its times, though it may be true. */
  readonly remarks: readonly EvidenceRemark[];
  /** The latest time at which any of it says to have been signed. */
  readonly lastSignedAt: Date;
}

/**
 * A time that is odd, though it may be true. `deliveredLate`: it arrived after the deadline by which its sender wanted it
 * delivered. `decidedFirst`: the verdict is dated before the arrival.
 */
export type EvidenceRemark = "deliveredLate" | "decidedFirst";

/** How {@link verifyEvidence} judges the times at which all of it was signed, and reads what is older than its catalogue. */
export interface EvidenceOptions extends VerifyReceiptOptions {
  /**
   * Whether a message that names another catalogue is read by the claims that every catalogue has, if it has claims that
   * this one lacks, or lacks some. Nobody can tell then whether its other claims hold case data. Default false.
   */
  readonly ofAnyCatalogue?: boolean;
}

/**
 * Verifies a message and its receipts after the data they were about is gone.
 *
 * The delivery deadline is ignored: evidence does not expire. Each signature is judged with the key
 * in force at its stated time. To show that the signer did not backdate takes a log's checkpoint,
 * which this version reserves. Each receipt must be by the recipient, for the sender, about this
 * message and both its hidden parts, and all must agree on what was delivered and what was decided.
 * Each must be of a possible time, by what a sender's gateway takes.
 *
 * @throws {@link MessageError} `RECEIPT_MISMATCH`, `RECEIPT_INVALID`, `RECEIPTS_CONTRADICT`, `RECEIPT_TIME_WRONG`,
 *   `MESSAGE_CLAIM_*`, `MESSAGE_NOT_YET_VALID`, `MESSAGE_PROFILE_UNSUPPORTED`, `MESSAGE_TEST_MISMATCH`; TrustError `TRUST_KEY_COMPROMISED` and others; CoreError.
 * @see `docs/spec/receipts.md#what-remains-after-erasure`
 */
export function verifyEvidence(
  { jwt, receipts, digest: stated }: Evidence,
  registry: AgencyRegistry,
  { ofAnyCatalogue = false, now, ...options }: EvidenceOptions = {},
): VerifiedEvidence {
  const parts = readCompactJws(jwt, { typ: MESSAGE_TYPE });
  requirePlainHeader(parts);
  const payload = parseObject(parts.payload, { maxDepth: 4 });
  const read = ofAnyCatalogue ? readKeptPayload : readClearPayload;
  const { clear, hidden } = readSigned(parts, payload, registry, read);
  const issuer = clear["env.sender.agencyId"];
  const at = new Date(clear["env.createdAt"]);
  verifySigned(parts, { issuer, at }, registry, options);
  if (clear["env.test"] !== registry.test) {
    throw new MessageError("MESSAGE_TEST_MISMATCH", "the message and the registry differ in test");
  }
  requireProtocol(clear);

  const digest = sha256Base64url(jwt);
  if (stated !== undefined && stated !== digest) {
    throw new MessageError("RECEIPT_MISMATCH", "the digest beside the message is that of another");
  }
  if (now !== undefined && at.getTime() > now.getTime() + SKEW_MS) {
    throw new MessageError("MESSAGE_NOT_YET_VALID", "the message is dated in the future");
  }
  const verified = receipts.map((receipt) => verifyReceipt(receipt, registry, { ...options, now }));
  const first = verified.map(deliveredBy).find((delivery) => delivery !== "");
  for (const claims of verified) {
    const isAboutIt =
      claims.msg === digest &&
      claims.iss === clear["env.recipient.agencyId"] &&
      claims.aud === issuer &&
      // A receipt older than the message could be from a key that was retired before it.
      claims.iat * 1000 >= at.getTime() - SKEW_MS &&
      // A refusal does not say what was delivered.
      (claims.kind === "refused" ||
        (hidden.every((root) => claims.resolved.includes(root)) && deliveredBy(claims) === first));
    if (!isAboutIt) {
      throw new MessageError("RECEIPT_MISMATCH", "a receipt is about another message or delivery");
    }
  }
  requireOneVerdict(verified);
  requirePossibleOrder(verified);
  return {
    ...{ clear, digest, hidden, receipts: verified, open: openIn(verified) },
    remarks: remarksOn(clear, verified),
    lastSignedAt: new Date(Math.max(at.getTime(), ...verified.map(({ iat }) => iat * 1000))),
  };
}

/** Returns what a receipt says was delivered, as one text. */
function deliveredBy(claims: ReceiptClaims): string {
  return claims.kind === "refused" ? "" : [claims.sd_hash, ...claims.resolved].join(" ");
}

/**
 * Refuses verified receipts of which two say different verdicts on the same message. The same verdict may be signed again, under
 * another id and time.
 *
 * @throws {@link MessageError} `RECEIPTS_CONTRADICT`.
 */
export function requireOneVerdict(receipts: readonly ReceiptClaims[]): void {
  const verdicts = new Map<string, string>();
  for (const { jti: _, iat: __, ...said } of receipts) {
    if (said.kind !== "decided") continue;
    const about = `${said.iss} ${said.msg}`;
    const verdict = canonicalJson(said);
    if ((verdicts.get(about) ?? verdict) !== verdict) {
      throw new MessageError("RECEIPTS_CONTRADICT", "the recipient has signed different verdicts");
    }
    verdicts.set(about, verdict);
  }
}

function requirePossibleOrder(receipts: readonly ReceiptClaims[]): void {
  const { delivered, decided } = timesOf(receipts);
  if (delivered !== undefined && decided !== undefined && delivered > decided + DAY_MS) {
    throw new MessageError("RECEIPT_TIME_WRONG", "the verdict is dated days before the arrival");
  }
}

function openIn(receipts: readonly ReceiptClaims[]): VerifiedEvidence["open"] {
  const { delivered, decided } = timesOf(receipts);
  if (decided !== undefined) return [];
  return delivered === undefined ? ["delivered", "decided"] : ["decided"];
}

function remarksOn(
  clear: LastingClear,
  receipts: readonly ReceiptClaims[],
): readonly EvidenceRemark[] {
  const { delivered, decided } = timesOf(receipts);
  const remarks: EvidenceRemark[] = [];
  if (delivered === undefined) return remarks;
  if (delivered > Date.parse(clear["env.deliverBy"]) + SKEW_MS) remarks.push("deliveredLate");
  if (decided !== undefined && delivered > decided + SKEW_MS) remarks.push("decidedFirst");
  return remarks;
}

/** When a message arrived and when it was decided, by the first receipt of each kind. Milliseconds since 1970. */
function timesOf(receipts: readonly ReceiptClaims[]) {
  const first = (kind: ReceiptClaims["kind"]): number | undefined => {
    const times = receipts.filter((one) => one.kind === kind).map(({ iat }) => iat * 1000);
    return times.length === 0 ? undefined : Math.min(...times);
  };
  return { delivered: first("delivered"), decided: first("decided") };
}

const SKEW_MS = 120_000;
const DAY_MS = 86_400_000;
