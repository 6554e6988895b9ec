import { isRefusalCode } from "@safepassage/message";
import { type ReceiptClaims, SCHEMA_ERRORS } from "@safepassage/schema";
import { IMPLEMENTED_RULES } from "@safepassage/validator";
import { AGENCY_ERRORS, type AgencyErrorCode } from "./agency-error.ts";

/**
 * A code that another agency has signed, as it is shown and logged here. One that this version does not know could be any words in
 * capitals, such as the name of a person: it stands in the receipt alone, as it was signed.
 *
 * @returns The code, or `GATEWAY_PEER_REASON_UNKNOWN`.
 */
export const shownCode = (code: string): string =>
  isRefusalCode(code) || OTHERS.has(code) ? code : UNKNOWN;

/** What a receipt of another agency says, with {@link shownCode} in the place of each code. */
export function shownClaims(claims: ReceiptClaims): ReceiptClaims {
  switch (claims.kind) {
    case "refused":
      return { ...claims, code: shownCode(claims.code) };
    case "decided":
      return {
        ...claims,
        findings: claims.findings.map((finding) => ({ ...finding, code: shownCode(finding.code) })),
      };
    default:
      return claims;
  }
}

const UNKNOWN = "GATEWAY_PEER_REASON_UNKNOWN" satisfies AgencyErrorCode;
/** Codes beside those of opening a package: of this program's own, and of rules. */
const OTHERS: ReadonlySet<string> = new Set([
  ...Object.keys(AGENCY_ERRORS),
  ...Object.keys(SCHEMA_ERRORS),
  ...IMPLEMENTED_RULES.flatMap(({ codes }) => codes),
]);
