import {
  type Clock,
  type JsonObject,
  type JwsParts,
  PROTOCOL_ALGORITHMS,
  parseObject,
  payloadText,
  readCompactJws,
  type Signer,
  signCompactJws,
  toNumericDate,
} from "@safepassage/core";
import {
  type DecidedReceipt,
  PROFILE_DIGEST,
  parseReceiptClaims,
  type ReceiptClaims,
  type RefusedReceipt,
  randomUuid,
} from "@safepassage/schema";
import type { AgencyRegistry, VerifierOptions } from "@safepassage/trust/web";
import { requireCanonicalHeader, requirePlainHeader } from "../form/canonical-form.ts";
import { readSigned, verifySigned } from "../form/verify-signed.ts";
import { errorOf, MessageError, refusalIn } from "../message-error.ts";
import { RECEIPT_PROTOCOL } from "../protocol.ts";
import type { InspectedMessage } from "../read/inspect.ts";

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
export interface VerifyReceiptOptions extends VerifierOptions {
  /** The time now. Left out, nobody looks whether a receipt is dated in the future. */
  readonly now?: Date | undefined;
}

/**
 * Verifies the signature of a receipt with the issuer's key history.
 *
 * @throws {@link MessageError} `RECEIPT_INVALID`, `RECEIPT_TIME_WRONG`; TrustError; CoreError.
 */
export function verifyReceipt(
  receipt: string,
  registry: AgencyRegistry,
  { now, ...options }: VerifyReceiptOptions = {},
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
    claims = readSigned(parts, payload, registry, readClaims(parts));
  } catch (cause) {
    const refusal = refusalIn(cause);
    if (refusal.code === "JWS_SIGNATURE_INVALID") throw refusal;
    const details = { cause: refusal };
    throw new MessageError("RECEIPT_INVALID", "the claims are not those of a receipt", details);
  }
  if (claims.spp !== RECEIPT_PROTOCOL) {
    throw invalid("spp is another protocol version");
  }
  const { iss, iat } = claims;
  verifySigned(parts, { issuer: iss, at: new Date(iat * 1000) }, registry, options);
  // A clock that is set to another zone makes no receipt impossible.
  if (now !== undefined && iat * 1000 > now.getTime() + DAY_MS) {
    throw new MessageError("RECEIPT_TIME_WRONG", "a receipt is dated in the future");
  }
  return claims;
}

const readClaims =
  (parts: JwsParts) =>
  (payload: JsonObject): ReceiptClaims => {
    // A receipt outlives the data, and spaces and escapes could keep some of it.
    if (JSON.stringify(payload) !== payloadText(parts)) throw invalid("it is not compact");
    return parseReceiptClaims(payload);
  };

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
const DAY_MS = 86_400_000;

const invalid = errorOf("RECEIPT_INVALID");
