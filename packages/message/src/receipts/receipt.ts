import {
  type Clock,
  PROTOCOL_ALGORITHMS,
  parseObject,
  payloadText,
  readCompactJws,
  type Signer,
  sha256Base64url,
  signCompactJws,
  toNumericDate,
  verifyJws,
} from "@safepassage/core";
import {
  type DecidedReceipt,
  type LastingClear,
  PROFILE_DIGEST,
  parseReceiptClaims,
  type ReceiptClaims,
  type RefusedReceipt,
  randomUuid,
} from "@safepassage/schema";
import type { AgencyRegistry, VerifierOptions } from "@safepassage/trust/web";
import { requireCanonicalHeader, requirePlainHeader } from "../form/canonical-form.ts";
import { errorOf, MessageError, refusalIn } from "../message-error.ts";
import { MESSAGE_TYPE, RECEIPT_PROTOCOL, requireProtocol } from "../protocol.ts";
import type { InspectedMessage } from "../read/inspect.ts";
import { readClearPayload, readKeptPayload } from "../read/read-parts.ts";

/** `typ` of a receipt. */
export const RECEIPT_TYPE = "spp-receipt+jwt";

/** Digests that say exactly what was handed over. All are salted, so they survive erasure. */
export type Delivery = Pick<InspectedMessage, "digest" | "sdHash" | "resolved">;

/** Who gives the receipt to whom, and when. */
export interface ReceiptOptions {
  readonly self: string;
  readonly to: string;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** What a `decided` receipt says beside the digests. */
export type Decision = Pick<DecidedReceipt, "verdict" | "tier" | "findings" | "decidedBy">;

/** What a `refused` receipt says about a package that could not be judged. */
export type Refusal = Pick<RefusedReceipt, "sealed" | "msg" | "code" | "rule">;

/** Signs that a message arrived, was opened and stored. Says nothing about its content. */
export function issueDeliveredReceipt(delivery: Delivery, options: ReceiptOptions): string {
  return sign({ ...common(options), kind: "delivered", ...digests(delivery) }, options);
}

/** Signs what was decided about a message; findings name rule and kind of group only. */
export function issueDecidedReceipt(
  delivery: Delivery,
  decision: Decision,
  options: ReceiptOptions,
): string {
  return sign({ ...common(options), kind: "decided", ...digests(delivery), ...decision }, options);
}

/** Signs that a package was refused before it could be judged. */
export function issueRefusal(
  refusal: Refusal,
  { to, ...options }: Omit<ReceiptOptions, "to"> & { readonly to?: string },
): string {
  const { profile: _, aud, ...claims } = common({ ...options, to: to ?? "" });
  return sign(
    { ...claims, ...(to === undefined ? {} : { aud }), kind: "refused", ...refusal },
    options,
  );
}

/** How {@link verifyReceipt} judges `iat`. */
export type VerifyReceiptOptions = VerifierOptions;

/**
 * Verifies the signature of a receipt with the issuer's key history.
 *
 * @throws {@link MessageError} `RECEIPT_INVALID`; TrustError; CoreError.
 */
export function verifyReceipt(
  receipt: string,
  registry: AgencyRegistry,
  options: VerifyReceiptOptions = {},
): ReceiptClaims {
  const parts = readCompactJws(receipt, {
    algorithms: PROTOCOL_ALGORITHMS,
    typ: RECEIPT_TYPE,
    maxLength: MAX_RECEIPT,
  });
  requirePlainHeader(parts);
  let claims: ReceiptClaims;
  try {
    requireCanonicalHeader(parts);
    const payload = parseObject(parts.payload, { maxDepth: 4 });
    // A receipt outlives the data, and spaces and escapes could keep some of it.
    if (JSON.stringify(payload) !== payloadText(parts)) throw invalid("it is not compact");
    claims = parseReceiptClaims(payload);
  } catch (cause) {
    const details = { cause: refusalIn(cause) };
    throw new MessageError("RECEIPT_INVALID", "the claims are not those of a receipt", details);
  }
  if (claims.spp !== RECEIPT_PROTOCOL) {
    throw invalid("spp is another protocol version");
  }
  const { iss, iat } = claims;
  const at = new Date(iat * 1000);
  verifyJws(registry.verifierFor(iss, parts.kid ?? "", at, options), parts);
  return claims;
}

/**
 * Checks that a verified receipt is about this delivery, from its recipient to its sender.
 *
 * @throws {@link MessageError} `RECEIPT_MISMATCH`.
 */
export function requireReceiptFor(
  claims: ReceiptClaims,
  delivery: Delivery,
  parties: { readonly sender: string; readonly recipient: string },
): void {
  const aboutIt =
    claims.kind !== "refused" &&
    claims.iss === parties.recipient &&
    claims.aud === parties.sender &&
    claims.msg === delivery.digest &&
    claims.sd_hash === delivery.sdHash &&
    claims.resolved.join() === delivery.resolved.toSorted().join();
  if (!aboutIt) throw new MessageError("RECEIPT_MISMATCH", "the receipt is about something else");
}

/** What an agency keeps when disclosures and seed are destroyed. */
export interface Evidence {
  /** The issuer-signed JWT of the message, without disclosures. */
  readonly jwt: string;
  /** Receipts of the recipient. */
  readonly receipts: readonly string[];
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
}

/** How {@link verifyEvidence} judges the times at which all of it was signed, and reads what is older than its catalogue. */
export interface EvidenceOptions extends VerifierOptions {
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
 * message and both its hidden parts, and all must agree on what was delivered.
 *
 * @throws {@link MessageError} `RECEIPT_MISMATCH`, `RECEIPT_INVALID`, `MESSAGE_CLAIM_*`,
 *   `MESSAGE_PROFILE_UNSUPPORTED`, `MESSAGE_TEST_MISMATCH`; TrustError `TRUST_KEY_COMPROMISED` and others; CoreError.
 * @see `docs/spec/receipts.md#what-remains-after-erasure`
 */
export function verifyEvidence(
  { jwt, receipts }: Evidence,
  registry: AgencyRegistry,
  { ofAnyCatalogue = false, ...options }: EvidenceOptions = {},
): VerifiedEvidence {
  const parts = readCompactJws(jwt, { typ: MESSAGE_TYPE });
  requirePlainHeader(parts);
  const { clear, hidden } = (ofAnyCatalogue ? readKeptPayload : readClearPayload)(
    parseObject(parts.payload, { maxDepth: 4 }),
  );
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

function common({ self, to, clock }: Omit<ReceiptOptions, "signer">) {
  return {
    iss: self,
    aud: to,
    jti: randomUuid(),
    iat: toNumericDate(clock.now()),
    spp: RECEIPT_PROTOCOL,
    profile: PROFILE_DIGEST,
  };
}

function digests({ digest, sdHash, resolved }: Delivery) {
  return { msg: digest, sd_hash: sdHash, resolved: resolved.toSorted() };
}

function sign(claims: object, { signer }: { readonly signer: Signer }): string {
  return signCompactJws(signer, { typ: RECEIPT_TYPE }, JSON.stringify(claims));
}

// 512 digests of 46 characters, in base64url.
const MAX_RECEIPT = 65_536;
const CLOCK_SKEW_MS = 120_000;

const invalid = errorOf("RECEIPT_INVALID");
