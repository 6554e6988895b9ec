import type { Agency, Plan, Sent } from "@safepassage/agency/node";

/** What to keep of a message that was sent, beside the case in your own system: a line for each consent. */
export const keptOf = ({ draft }: Plan, { digest }: Sent) =>
  (draft.private["private.consentRefs"] ?? []).map((consentRef) => ({ digest, consentRef }));

/** Tells the recipient to erase what it holds on a consent that was withdrawn, and returns what it answered. */
export async function withdraw(
  agency: Agency,
  kept: { readonly digest: string; readonly consentRef: string },
  partner?: Agency,
) {
  const officer = { id: "staff-0042", assurance: 2 };
  const corrections = await agency.withdraw({ ...kept, officer }, partner);
  // One that could not be delivered waits in the outbox: call deliver() until none is left.
  return corrections.map(({ state, verdict }) => verdict ?? state);
}
