import type { Agency } from "@safepassage/agency/node";
import type { ConsentRecord } from "@safepassage/schema";

/** Has every recipient erase what it was sent on a consent that is withdrawn. Returns its answers, and what is left to a person. */
export async function withdraw(agency: Agency, record: ConsentRecord, partner?: Agency) {
  const officer = { id: "staff-0042", assurance: 2 };
  const request = { record, everywhere: true, officer }; // whatever the record says now of recipients
  const { corrections, untold, kept } = await agency.withdraw(request, partner);
  return {
    // One that could not be delivered waits in the outbox: call deliver() until none is left.
    answers: corrections.map(({ state, verdict }) => verdict ?? state),
    call: untold, // these recipients, or you, have left the registry: they know nothing yet
    decide: kept, // they rest on another basis too, and stay
  };
}
