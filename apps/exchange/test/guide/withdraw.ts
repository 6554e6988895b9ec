import type { Agency, Plan, Sent } from "@safepassage/agency/node";

/** What to keep of a message that was sent on a consent, beside the case in your own system. */
export const keptOf = ({ draft }: Plan, { digest }: Sent) => ({
  digest,
  consentRef: draft.private["private.consentRefs"]?.[0] ?? "",
});

/** Tells the recipient to erase what it holds on a consent that was withdrawn. What was asked to be erased, by digest. */
export async function withdraw(agency: Agency, kept: ReturnType<typeof keptOf>, partner?: Agency) {
  const officer = { id: "staff-0042", assurance: 2 };
  const corrections = await agency.withdraw({ ...kept, officer }, partner);
  // One that could not be delivered waits in the outbox: call deliver() until none is left.
  return corrections.map(({ state, verdict }) => verdict ?? state);
}
