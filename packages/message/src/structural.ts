import type { InspectOptions } from "./open-options.ts";

/** Structural checks, as the catalogue numbers them. */
export type StructuralRule =
  | "E01"
  | "E02"
  | "E03"
  | "E04"
  | "E05"
  | "E06"
  | "E07"
  | "E08"
  | "E09"
  | "E10"
  | "E11"
  | "E12";

/**
 * Result of a structural check of an opened message. A check that fails throws, so it is never
 * listed; one that lacks its input is `notEvaluated`, and not passed.
 */
export interface StructuralResult {
  readonly rule: StructuralRule;
  readonly outcome: "passed" | "notEvaluated";
  readonly missing?: readonly string[];
}

/** Which structural check a code of this package, of trust or of disclosure belongs to. */
export function structuralRuleOf(code: string): StructuralRule | undefined {
  if (Object.hasOwn(RULE_BY_CODE, code)) return RULE_BY_CODE[code];
  return RULE_BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
}

/** The seal; the SD-JWT; its signature. `JSON_*` and `BASE64URL_*` can be of any of them. */
const RULE_BY_PREFIX: readonly (readonly [string, StructuralRule])[] = [
  ["TRUST_SEALED_", "E01"],
  ["DISCLOSURE_", "E09"],
  ["JWS_", "E03"],
];

const RULE_BY_CODE: Readonly<Record<string, StructuralRule>> = {
  PACKAGE_HEADER_WRONG: "E01",
  PACKAGE_NOT_FOR_US: "E01",
  PACKAGE_SENDER_MISMATCH: "E01",
  PACKAGE_KEY_UNKNOWN: "E01",
  PACKAGE_MALFORMED: "E01",
  PACKAGE_TOO_LARGE: "E11",
  PACKAGE_PADDING_WRONG: "E11",
  MESSAGE_WRONG_AUDIENCE: "E03",
  JWS_SIGNATURE_INVALID: "E03",
  TRUST_AGENCY_UNKNOWN: "E03",
  TRUST_KEY_UNKNOWN: "E03",
  TRUST_KEY_NOT_IN_FORCE: "E03",
  TRUST_KEY_COMPROMISED: "E03",
  MESSAGE_REPLAYED: "E04",
  TRUST_REPLAYED: "E04",
  MESSAGE_EXPIRED: "E05",
  MESSAGE_NOT_YET_VALID: "E05",
  MESSAGE_DEADLINE_TOO_FAR: "E05",
  MESSAGE_AGREEMENT_UNKNOWN: "E06",
  MESSAGE_AGREEMENT_DOES_NOT_COVER: "E07",
  MESSAGE_PROFILE_UNSUPPORTED: "E08",
  MESSAGE_DISCLOSURES_INCOMPLETE: "E09",
  MESSAGE_PADDING_DISCLOSURE_WRONG: "E09",
  MESSAGE_SALT_NOT_DERIVED: "E09",
  MESSAGE_PRIVATE_MISSING: "E09",
  MESSAGE_PRIVATE_UNKNOWN: "E09",
  MESSAGE_PRIVATE_WRONG: "E09",
  MESSAGE_LAYOUT_WRONG: "E09",
  MESSAGE_NOT_CANONICAL: "E09",
  AUTHORISATION_INVALID: "E03",
  MESSAGE_REGISTRY_DIFFERS: "E10",
  MESSAGE_TEST_MISMATCH: "E12",
};

/** What the checks of a message were made with. */
type Made = Pick<InspectOptions, "self" | "registry" | "findAgreement" | "profiles" | "wasSeen">;

/** Results of the checks of a message that passed all that could be made. */
export function resultsOf(made: Made, isSealed: boolean): readonly StructuralResult[] {
  const { self, registry, findAgreement, profiles, wasSeen } = made;
  const hasAgreement = findAgreement !== undefined && profiles !== undefined;
  const given =
    (isSealed ? 1 : 0) +
    (self === undefined ? 0 : 2) +
    (registry === undefined ? 0 : 4) +
    (hasAgreement ? 8 : 0) +
    (wasSeen === undefined ? 0 : 16);
  let results = known[given];
  if (results === undefined) {
    const sealed = isSealed ? [] : ["package"];
    const listed = registry === undefined ? ["registry"] : [];
    const agreed = hasAgreement ? [] : ["agreement"];
    results = [
      result("E01", sealed),
      result("E02", ["transport authentication (reserved)"]),
      result("E03", [...listed, ...(self === undefined ? ["own entity id"] : [])]),
      result("E04", wasSeen === undefined ? ["replay memory"] : []),
      result("E05", []),
      result("E06", agreed),
      result("E07", agreed),
      result("E08", agreed),
      // Whether the salts are those of the seed only a package shows.
      result("E09", sealed),
      result("E10", listed),
      result("E11", sealed),
      result("E12", ["log proof (reserved)"]),
    ];
    known[given] = results;
  }
  return results;
}

const result = (rule: StructuralRule, missing: readonly string[]): StructuralResult =>
  missing.length === 0 ? { rule, outcome: "passed" } : { rule, outcome: "notEvaluated", missing };

/** By what was given. */
const known: (readonly StructuralResult[] | undefined)[] = [];
