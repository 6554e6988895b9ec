import { ProtocolError } from "@safepassage/core";
import {
  requireOneVerdict,
  type VerifiedEvidence,
  verifyEvidence,
  verifyReceipt,
} from "@safepassage/message/web";
import { PROFILE_DIGEST, type ReceiptClaims } from "@safepassage/schema";
import { type AgencyRegistry, type SignerChange, signerChange } from "@safepassage/trust/web";
import { CheckError } from "./check-error.ts";
import type { MatchedTexts, MessageText } from "./evidence-texts.ts";
import { claimOf, headerOf } from "./jws-claims.ts";
import { attempt, type Refusal, type Tried } from "./refusal.ts";

/** What evidence shows. */
export interface JudgedEvidence {
  readonly messages: readonly JudgedKept[];
  /** Receipts without a message, or about none of those that were given. */
  readonly alone: readonly JudgedReceipt[];
  /** Why receipts without a message do not agree with each other, if they do not. */
  readonly aloneApart: Refusal | undefined;
  /** The latest time at which anything good says it was signed; `undefined` if nothing is good. */
  readonly lastSignedAt: Date | undefined;
}

/** What is shown of one message. */
export interface JudgedKept extends Pick<VerifiedEvidence, "open" | "remarks"> {
  /** SHA-256 of the text, by which receipts name it. */
  readonly digest: string | undefined;
  readonly message: Tried<KeptMessage>;
  readonly receipts: readonly JudgedReceipt[];
  /** Why the receipts do not agree with each other, if they do not. */
  readonly apart: Refusal | undefined;
}

/** A message whose signature is good. */
export interface KeptMessage extends Pick<VerifiedEvidence, "clear" | "digest" | "lastSignedAt"> {
  readonly kid: string;
  readonly change: SignerChange | undefined;
  /** Whether this page has the catalogue that the message was made under. */
  readonly isSameCatalogue: boolean;
}

/** A receipt, and whether its signature is good and it belongs to the message. */
export type JudgedReceipt = Tried<GoodReceipt>;

/** A receipt whose signature is good. */
export interface GoodReceipt {
  readonly claims: ReceiptClaims;
  readonly kid: string;
  readonly change: SignerChange | undefined;
}

/** Checks signed messages and receipts, and that they belong together, as `safepassage receipt` does with the same files. */
export function judgeEvidence(
  { messages, strays }: MatchedTexts,
  registry: AgencyRegistry,
  now: Date,
): JudgedEvidence {
  const isAlone = messages.length === 0;
  const kept = messages.map((one) => judgeKept(one, registry, now));
  const alone = strays.map((receipt) => judgeAlone(receipt, { registry, now, isAlone }));
  const claims = [...kept.flatMap(({ receipts }) => receipts), ...alone].flatMap(goodIn);
  const together = attempt(() => requireOneVerdict(alone.flatMap(goodIn).map(claimsOf)));
  const times = [
    ...kept
      .flatMap(({ message }) => goodIn(message))
      .map(({ lastSignedAt }) => lastSignedAt.getTime()),
    ...claims.map(({ claims: { iat } }) => iat * 1000),
  ];
  return {
    ...{ messages: kept, alone },
    aloneApart: "refusal" in together ? together.refusal : undefined,
    lastSignedAt: times.length === 0 ? undefined : new Date(Math.max(...times)),
  };
}

const goodIn = <T>(tried: Tried<T>): readonly T[] => ("value" in tried ? [tried.value] : []);
const claimsOf = ({ claims }: { readonly claims: ReceiptClaims }): ReceiptClaims => claims;

function judgeKept(
  { jwt, digest: stated, receipts: texts }: MessageText,
  registry: AgencyRegistry,
  now: Date,
): JudgedKept {
  const verify = (receipts: readonly string[]): VerifiedEvidence =>
    verifyEvidence({ jwt, digest: stated, receipts }, registry, { ofAnyCatalogue, now });
  const message = attempt(() =>
    ofThisTime(jwt, registry, (): KeptMessage => {
      const { clear, digest, lastSignedAt } = verify([]);
      const isSameCatalogue = clear["env.profile"] === PROFILE_DIGEST;
      const [entity, kid] = [clear["env.sender.agencyId"], keyOf(jwt)];
      const change = signerChange(registry, { entity, kid }, now);
      return { clear, digest, lastSignedAt, kid, change, isSameCatalogue };
    }),
  );
  if ("refusal" in message) {
    const nothing = { digest: undefined, receipts: [], apart: undefined, open: [], remarks: [] };
    return { ...nothing, message };
  }
  // One by one, so that a bad one can be named.
  const tried = texts.map((receipt) => ({
    receipt,
    judged: attempt(() =>
      ofThisTime(receipt, registry, () =>
        goodReceipt(claimsIn(verify([receipt])), receipt, { registry, now }),
      ),
    ),
  }));
  const good = tried.filter(({ judged }) => "value" in judged).map(({ receipt }) => receipt);
  const together = attempt(() => verify(good));
  return {
    digest: message.value.digest,
    message,
    receipts: tried.map(({ judged }) => judged),
    apart: "refusal" in together ? together.refusal : undefined,
    open: "value" in together ? together.value.open : [],
    remarks: "value" in together ? together.value.remarks : [],
  };
}

function claimsIn({ receipts: [claims] }: VerifiedEvidence): ReceiptClaims {
  if (claims === undefined) throw new TypeError("a receipt was verified and is not there");
  return claims;
}

function goodReceipt(
  claims: ReceiptClaims,
  receipt: string,
  { registry, now }: Pick<AloneOptions, "registry" | "now">,
): GoodReceipt {
  const kid = keyOf(receipt);
  return { claims, kid, change: signerChange(registry, { entity: claims.iss, kid }, now) };
}

interface AloneOptions {
  readonly registry: AgencyRegistry;
  readonly now: Date;
  /** Whether there is no message at all. */
  readonly isAlone: boolean;
}

function judgeAlone(receipt: string, { registry, now, isAlone }: AloneOptions): JudgedReceipt {
  return attempt(() => {
    const claims = ofThisTime(receipt, registry, () => verifyReceipt(receipt, registry, { now }));
    if (!isAlone) throw new CheckError("CHECK_RECEIPT_OF_NONE");
    return goodReceipt(claims, receipt, { registry, now });
  });
}

/**
 * Verifies something signed. An unknown key proves nothing against a signature that is newer than the registry.
 *
 * @throws CheckError `CHECK_REGISTRY_OLDER`; whatever `work` throws.
 */
function ofThisTime<T>(text: string, registry: AgencyRegistry, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isUnknown = error instanceof ProtocolError && KEY_UNKNOWN.has(error.code);
    const iat = Number(claimOf(text, "iat")) * 1000;
    if (!isUnknown || !(iat > registry.issuedAt.getTime())) throw error;
    throw new CheckError("CHECK_REGISTRY_OLDER", { cause: error });
  }
}

const keyOf = (jws: string): string => String(headerOf(jws, "kid"));

const KEY_UNKNOWN: ReadonlySet<string> = new Set(["TRUST_KEY_UNKNOWN", "TRUST_AGENCY_UNKNOWN"]);
/** Evidence outlives the catalogue that the message names. */
const ofAnyCatalogue = true;
