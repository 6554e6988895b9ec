import { sayBeside } from "@safepassage/policy";
import type { ValueOutcome } from "../compose/state/outcomes.ts";

/** A value of a case, and what becomes of it. */
export interface SeenValue {
  readonly key: string;
  readonly field: string;
  readonly value: unknown;
  readonly outcome: ValueOutcome | undefined;
}

/**
 * Puts the values of a group in rows: first each that goes, or of which a rule says something, in a row of its own; then
 * those that stay, with all that stay for one reason in one row.
 */
export function rowsOf(values: readonly SeenValue[]): readonly (readonly SeenValue[])[] {
  const alone = values.filter(({ outcome }) => reasonToStay(outcome) === undefined);
  const together = Map.groupBy(
    values.filter(({ outcome }) => reasonToStay(outcome) !== undefined),
    ({ outcome }) => reasonToStay(outcome),
  );
  return [...alone.map((value) => [value]), ...together.values()];
}

/** Why a value stays, without the name of its field. `undefined` where it goes, or where there is more to say. */
function reasonToStay(outcome: ValueOutcome | undefined): string | undefined {
  const { entry, findings = [] } = outcome ?? {};
  if (entry?.outcome !== "withheld" || entry.reason === undefined) return undefined;
  if (entry.finding !== undefined || findings.length > 0) return undefined;
  return `${sayBeside(entry.reason)} ${entry.reason.citation}`;
}
