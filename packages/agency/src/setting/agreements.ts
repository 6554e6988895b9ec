import { verifyAgreement } from "@safepassage/message";
import type { Agreement } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";

/** The agreements that this agency holds, each signed by all its parties. */
export interface AgreementBook {
  findAgreement(sha256: string): Agreement | undefined;
  /** All that are in force on a day, the newest versions first. */
  inForce(day: string): readonly Agreement[];
  /** The newest version in force on a day that names all these parties, by its id. */
  findInForce(id: string, parties: readonly string[], day: string): Agreement | undefined;
}

/**
 * Verifies signed agreements. One that does not verify is left out, so that no message can rest on
 * it; `onInvalid` says so.
 */
export function createAgreementBook(
  signed: readonly string[],
  registry: AgencyRegistry,
  { at, onInvalid }: { readonly at: Date; readonly onInvalid: (error: unknown) => void },
): AgreementBook {
  const agreements = signed.flatMap((jws) => {
    try {
      return [verifyAgreement(jws, registry, at)];
    } catch (error) {
      onInvalid(error);
      return [];
    }
  });
  const inForce = (day: string): readonly Agreement[] =>
    agreements
      .filter(({ from, until }) => from <= day && day <= until)
      .sort((a, b) => compareVersions(b.version, a.version));
  return {
    findAgreement: (sha256) => agreements.find((agreement) => agreement.sha256 === sha256),
    inForce,
    findInForce: (id, parties, day) =>
      inForce(day).find(
        (one) => one.id === id && parties.every((party) => one.parties.includes(party)),
      ),
  };
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
