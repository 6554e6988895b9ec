import type { CompanionEntry, ConditionExpression } from "@safepassage/schema";
import { reasonByRule } from "../conditions/reasons.ts";
import type { Reason } from "../tables/model.ts";
import type { MessageRows } from "../tables/tables.ts";
import type { Terms } from "../tables/terms.ts";

/** What the tables say about a field, before the rest of the message is looked at. */
export interface Standing {
  /** Set if this recipient may never have the field, or this kind of group may never be sent. */
  readonly forbidden: Reason | undefined;
  /** Values that the purpose never carries. */
  readonly barredValues: readonly { readonly rule: string; readonly values: readonly string[] }[];
  readonly place: Place;
  /** Condition on which the field is admitted there. */
  readonly when: ConditionExpression | undefined;
}

/** Why a field is admitted. A field admitted by the purpose also needs the agreement. */
export type Place = "type" | "purpose" | "companion" | "none";

/** Looks up a field of a kind of group in the tables, for a type of message and of recipient. */
export function standingOf(
  { rows, recipientType: recipient }: Terms,
  field: string,
  kind: string,
): Standing {
  const { purpose } = rows;
  const forbids = purpose?.recipientTypeForbids ?? {};
  const isForRecipient = !(
    Object.hasOwn(forbids, recipient) && forbids[recipient]?.includes(field)
  );
  const isForKind = purpose?.forbiddenKinds?.includes(kind) !== true;
  return {
    forbidden: !isForRecipient ? FOR_RECIPIENT : isForKind ? undefined : FORBIDDEN_KIND,
    barredValues: purpose?.valueForbids.filter((entry) => entry.field === field) ?? [],
    ...findPlace(rows, field),
  };
}

function findPlace(rows: MessageRows, field: string): Pick<Standing, "place" | "when"> {
  if (rows.everywhere.has(field)) return always("type");
  if (rows.typeFields.has(field)) return { place: "type", when: typeConditionOf(rows, field) };
  if (!rows.holdsPurposeFields) return always("none");
  if (rows.purposeFields.has(field)) return always("purpose");
  const when = conditionOf(rows, field);
  if (when !== undefined) return { place: "purpose", when };
  const companion = rows.companions.get(field);
  if (companion === undefined || !isAccompanied(rows, companion)) return always("none");
  return { place: "companion", when: companion.when };
}

const always = (place: Place): Pick<Standing, "place" | "when"> => ({ place, when: undefined });

function conditionOf({ purpose }: MessageRows, field: string): ConditionExpression | undefined {
  return purpose?.conditional.find((entry) => entry.field === field)?.when;
}

function typeConditionOf({ exchange }: MessageRows, field: string): Standing["when"] {
  return exchange?.conditional?.find((entry) => entry.field === field)?.when;
}

function isAccompanied(rows: MessageRows, companion: CompanionEntry): boolean {
  return companion.with.some(
    (field) =>
      rows.everywhere.has(field) ||
      rows.purposeFields.has(field) ||
      conditionOf(rows, field) !== undefined,
  );
}

const FORBIDDEN_KIND = reasonByRule("purpose", "R01", "PERSON_NOT_OF_PURPOSE");
const FOR_RECIPIENT = reasonByRule("recipient", "R29", "RECIPIENT_NOT_GIVEN");
