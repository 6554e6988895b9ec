import { sha256Base64url } from "@safepassage/core";
import {
  type Delivery,
  type IssuedMessage,
  requireReceiptFor,
  verifyEvidence,
  verifyReceipt,
} from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";

/** The digests of what was sent. Keep them: they say nothing of the case. */
export function deliveryOf({ digest, sdJwt, disclosureDigests }: IssuedMessage): Delivery {
  return { digest, sdHash: sha256Base64url(sdJwt), resolved: disclosureDigests.toSorted() };
}

/** Checks that receipts are the recipient's, and about exactly what was sent. Throws if not. */
export function checkReceipts(
  receipts: readonly string[],
  delivery: Delivery,
  { clear }: Pick<Draft, "clear">,
  registry: AgencyRegistry,
): string {
  let verdict = "none yet";
  for (const receipt of receipts) {
    const claims = verifyReceipt(receipt, registry);
    requireReceiptFor(claims, delivery, {
      sender: clear["env.sender.agencyId"],
      recipient: clear["env.recipient.agencyId"],
    });
    if (claims.kind === "decided") verdict = claims.verdict;
  }
  return verdict;
}

/** What can still be said when disclosures and seed are destroyed on both sides. */
export function afterErasure(
  jwt: string,
  receipts: readonly string[],
  registry: AgencyRegistry,
): readonly string[] {
  const { clear, receipts: verified } = verifyEvidence({ jwt, receipts }, registry);
  return [
    `${clear["env.sender.agencyId"]} to ${clear["env.recipient.agencyId"]}`,
    `${clear["env.purpose"]} on ${clear["env.legalBasis"].join(", ")}`,
    ...verified.map(({ kind, iat }) => `${kind} ${new Date(iat * 1000).toISOString()}`),
  ];
}
