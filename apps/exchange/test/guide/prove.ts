import type { Agency } from "@safepassage/agency/node";
import { verifyEvidence } from "@safepassage/message";

/** What can still be said of a message when both sides have erased it. */
export async function afterErasure(agency: Agency, digest: string): Promise<readonly string[]> {
  const evidence = await agency.evidence(digest);
  if (evidence === undefined) return [];
  const { clear, receipts } = verifyEvidence(evidence, agency.registry);
  return [
    `${clear["env.sender.agencyId"]} to ${clear["env.recipient.agencyId"]}`,
    `${clear["env.purpose"]} on ${clear["env.legalBasis"].join(", ")}`,
    ...receipts.map(({ kind, iat }) => `${kind} ${new Date(iat * 1000).toISOString()}`),
  ];
}
