import type { CompanionEntry, ConditionExpression } from "@safepassage/schema";
import type { Facts } from "../conditions/facts.ts";
import { reasonByRule } from "../conditions/reasons.ts";
import type { Reason } from "../tables/model.ts";
import type { MessageRows } from "../tables/tables.ts";

/** What the tables say of a field, whatever the rest of the message is. */
export interface Standing {
  /** Never for this recipient, or never about this kind of thing. */
  readonly forbidden: Reason | undefined;
  /** Values that this purpose never carries. */
  readonly barredValues: readonly { readonly rule: string; readonly values: readonly string[] }[];
  readonly place: Place;
  /** What must hold for the field to stand in its place. */
  readonly when: ConditionExpression | undefined;
}

/** What a field belongs to. Of those of a purpose the agreement is asked too. */
export type Place = "type" | "purpose" | "companion" | "none";

/** Looks a field up in the tables, for the type of the recipient and a kind of group. */
export function standingOf({ rows, input }: Facts, field: string, kind: string): Standing {
  const { type: recipient } = input.registry.recipient;
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
  if (rows.everywhere.has(field) || rows.typeFields.has(field)) return always("type");
  if (!rows.holdsPurposeFields) return always("none");
  if (rows.purposeFields.has(field)) return always("purpose");
  const when = conditionOf(rows, field);
  if (when !== undefined) return { place: "purpose", when };
  const companion = rows.companions.get(field);
  if (companion === undefined || !isAccompanied(rows, companion)) return always("none");
  return { place: "companion", when: companion.when };
}

const always = (place: Place): Pick<Standing, "place" | "when"> => ({ place, when: undefined });

/** The expression that a purpose ties a field to, if it does. */
function conditionOf({ purpose }: MessageRows, field: string): ConditionExpression | undefined {
  return purpose?.conditional.find((entry) => entry.field === field)?.when;
}

/** Whether the purpose knows a field that a companion goes with. */
function isAccompanied(rows: MessageRows, companion: CompanionEntry): boolean {
  return companion.with.some(
    (field) => rows.purposeFields.has(field) || conditionOf(rows, field) !== undefined,
  );
}

const FORBIDDEN_KIND = reasonByRule("purpose", "R01", "PERSON_NOT_OF_PURPOSE");
const FOR_RECIPIENT = reasonByRule("recipient", "R29", "RECIPIENT_NOT_GIVEN");
