import {
  CORE_ERRORS,
  type ErrorEntry,
  type StructuralCheck,
  type StructuralResult,
} from "@safepassage/core";
import { DISCLOSURE_ERRORS } from "@safepassage/disclosure";
import { TRUST_ERRORS } from "@safepassage/trust/web";
import { MESSAGE_ERRORS } from "../message-errors.ts";
import { type Carrier, missingOf } from "./carrier.ts";
import type { InspectOptions } from "./inspect-options.ts";

/**
 * Returns the structural check that an error code of this package, core, trust or disclosure
 * belongs to.
 */
export function structuralRuleOf(code: string): StructuralCheck | undefined {
  return Object.hasOwn(ERRORS, code) ? ERRORS[code]?.check : undefined;
}

/** Whether a code is that of an error for which opening a package refuses it. */
export const isRefusalCode = (code: string): boolean => Object.hasOwn(ERRORS, code);

/** All errors that opening a message may throw. */
const ERRORS: Readonly<Record<string, ErrorEntry>> = {
  ...CORE_ERRORS,
  ...TRUST_ERRORS,
  ...DISCLOSURE_ERRORS,
  ...MESSAGE_ERRORS,
};

/** Facts that decide which checks were made. */
type Made = Pick<InspectOptions, "self" | "registry" | "findAgreement" | "profiles" | "wasSeen">;

/** Lists the results for a message that passed every check that could be made. */
export function resultsOf(
  made: Made,
  { isSealed, carrier }: { readonly isSealed: boolean; readonly carrier: Carrier | undefined },
): readonly StructuralResult[] {
  const { self, registry, findAgreement, profiles, wasSeen } = made;
  const hasAgreement = findAgreement !== undefined && profiles !== undefined;
  const sealed = isSealed ? [] : ["package"];
  const listed = registry === undefined ? ["registry"] : [];
  const agreed = hasAgreement ? [] : ["agreement"];
  return [
    result("E01", sealed),
    result("E02", isSealed ? missingOf(carrier) : sealed),
    result("E03", [...listed, ...(self === undefined ? ["own entity id"] : [])]),
    result("E04", wasSeen === undefined ? ["replay memory"] : []),
    result("E05", []),
    result("E06", agreed),
    result("E07", agreed),
    result("E08", agreed),
    // Only the package shows whether the salts are those of the seed.
    result("E09", sealed),
    result("E10", listed),
    result("E11", sealed),
    result("E12", ["log proof (reserved)"]),
  ];
}

const result = (rule: StructuralCheck, missing: readonly string[]): StructuralResult =>
  missing.length === 0 ? { rule, outcome: "passed" } : { rule, outcome: "notEvaluated", missing };
