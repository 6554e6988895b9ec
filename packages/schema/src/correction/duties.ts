import type { LegalBasis } from "../catalogue/codes.ts";
import type { Agency, Agreement } from "../context/context-model.ts";
import type { CorrectionAction } from "./correction.ts";

/** What an agency owes to those whose data it has: to correct them, or to certify that they are destroyed. */
export type Duty = CorrectionAction | "certify";

/**
 * The duty of an agency under the law that binds it. Where the catalogue has none for that law, as for agencies of third States, it is
 * the first provision of national law that the agreement names for the purpose and the State of the agency.
 *
 * @returns `undefined` if the agreement names none either: whatever the agency cites is refused (R04).
 */
export function findDuty(
  duty: Duty,
  { regime, country }: Pick<Agency, "regime" | "country">,
  purpose: string,
  { nationalProvisions }: Pick<Agreement, "nationalProvisions">,
): LegalBasis | undefined {
  const own = DUTIES[regime]?.[KINDS[duty]];
  if (own !== undefined) return own;
  const national = nationalProvisions.find(
    (one) => one.purpose === purpose && one.basis.startsWith(`NAT-${country}#`),
  );
  return national?.basis as LegalBasis | undefined;
}

type Kind = "rectify" | "erase" | "restrict" | "certify";

const KINDS: Readonly<Record<Duty, Kind>> = {
  ...{ rectify: "rectify", complete: "rectify", erase: "erase" },
  ...{ restrict: "restrict", unrestrict: "restrict", certify: "certify" },
};

const inAll = (basis: LegalBasis): Readonly<Record<Kind, LegalBasis>> => ({
  ...{ rectify: basis, erase: basis, restrict: basis, certify: basis },
});
const LED = { ...inAll("LED#16(6)"), rectify: "LED#16(5)" } as const;

/** By regime. All are among the duties that the catalogue lists for corrections and certificates. */
const DUTIES: Readonly<Partial<Record<Agency["regime"], Readonly<Record<Kind, LegalBasis>>>>> = {
  LED,
  "FIU-AMLD6": LED,
  GDPR: { rectify: "GDPR#16", erase: "GDPR#17", restrict: "GDPR#18", certify: "GDPR#17" },
  "UK-GDPR": {
    ...{ rectify: "UK-GDPR#16", erase: "UK-GDPR#17" },
    ...{ restrict: "UK-GDPR#18", certify: "UK-GDPR#17" },
  },
  "UK-DPA-P3": inAll("UK-DPA2018#38"),
  EUDPR: inAll("EUDPR#82"),
};
