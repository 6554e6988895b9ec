import { textsIn } from "@safepassage/history";
import { type OpenedMessage, randomId } from "@safepassage/message";
import { BODY_BOUNDS, type DecodedMessage, type Leaf } from "@safepassage/schema";
import type { FactContext } from "../../setting/context.ts";
import type { MessageRow, PendingReply } from "../../store/rows.ts";
import { claimsIn } from "../shared/claims-in.ts";
import { inParts, replyTo } from "../shared/reply.ts";

/**
 * Writes the certificate of an erasure, as a reply. The data is erased even if the reply cannot be sent.
 *
 * @param cause - The correction that asked for it; the message itself, if the correction came first.
 * @param row - The message, which may be erased already.
 * @param exchangeId - Exchange of the correction `inReplyTo`, for a message that names none itself.
 */
export function certificateOf(
  { backupDays }: Pick<FactContext, "backupDays">,
  cause: OpenedMessage,
  { digest, resolved, jwt }: Pick<MessageRow, "digest" | "resolved" | "jwt">,
  { at, inReplyTo, exchangeId }: Record<"at" | "inReplyTo" | "exchangeId", string>,
): PendingReply {
  // All other digests hang from the two in the payload, so where there are too many to list the two say the same.
  const listed = resolved.length > MAX_LISTED ? rootsOf(jwt) : resolved;
  const leaves: readonly Leaf[] = [
    { f: "erasure.messageDigest", v: digest },
    { f: "erasure.method", v: "overwritten" },
    { f: "erasure.at", v: at },
    { f: "erasure.backupHorizon", v: horizonOf(at, backupDays) },
    { f: "erasure.exception", v: "none" },
  ];
  const disclosures = listed.map((v) => ({ f: "erasure.disclosures", v }));
  const [first = []] = inParts(disclosures, BODY_BOUNDS.leaves - leaves.length);
  const rest = inParts(disclosures.slice(first.length), BODY_BOUNDS.leaves);
  const reply = replyTo(cause.message, {
    messageType: "erasureCertificate",
    inReplyTo,
    assurance: cause.agreement.minAssurance,
    groups: [
      { kind: "erasure", leaves: [...leaves, ...first] },
      ...rest.map((part) => ({ kind: "erasure", leaves: part })),
    ],
  });
  const own: string | undefined = reply.exchangeId;
  return { ...reply, id: randomId(), about: digest, exchangeId: own ?? exchangeId };
}

/**
 * Whether the disclosures that a certificate names are all that a message had: each by itself, or the two from which all others
 * hang.
 */
export const namesAll = (
  named: ReadonlySet<string>,
  { resolved, jwt }: Pick<MessageRow, "resolved" | "jwt">,
): boolean =>
  resolved.every((digest) => named.has(digest)) || rootsOf(jwt).every((root) => named.has(root));

/**
 * Whether a certificate says of a message that all of it was destroyed, at a time at which that can have happened. One that names an
 * exception says that something was kept.
 *
 * @param sentAt - When the message was written. Instant; left out if it is not here.
 * @see `docs/spec/receipts.md#when-something-was-erased`
 */
export function saysErased(
  { clear, body }: Pick<DecodedMessage, "clear" | "body">,
  digest: string,
  sentAt?: string,
): boolean {
  const groups = Object.values(body);
  const own = groups.filter((group) => textsIn([group], "erasure.messageDigest").includes(digest));
  const stated = (field: string): readonly string[] => {
    const said = textsIn(own, field);
    return said.length > 0 ? said : textsIn(groups, field);
  };
  const certified = Date.parse(clear["env.createdAt"]);
  const isPossible = (at: string): boolean => {
    const erased = Date.parse(at);
    if (erased > certified + SKEW_MS) return false;
    if (sentAt !== undefined && erased < Date.parse(sentAt) - SKEW_MS) return false;
    return stated("erasure.backupHorizon").every((day) => day >= at.slice(0, day.length));
  };
  return (
    stated("erasure.exception").every((exception) => exception === "none") &&
    stated("erasure.at").every(isPossible)
  );
}

function rootsOf(jwt: string): readonly string[] {
  const { _sd: roots } = claimsIn(jwt);
  return roots as readonly string[];
}

/**
 * The day from which no copy of the key is there. One may be made on the day of the erasure just before it, and is
 * destroyed in the course of the day that is `backupDays` later. So it is the day after that.
 */
function horizonOf(at: string, backupDays: number): string {
  const day = new Date(at).getTime() + (backupDays + 1) * DAY_MS;
  return new Date(day).toISOString().slice(0, 10);
}

const DAY_MS = 86_400_000;
/** How far two clocks may differ. */
const SKEW_MS = 120_000;
const MAX_LISTED = 400;
