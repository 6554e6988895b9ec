import {
  type ConditionExpression,
  conditionText,
  FIELDS,
  type FieldEntry,
  type Sensitivity,
} from "@safepassage/schema";
import { isGrantedByAgreement, mayHold } from "../admission/agreement.ts";
import { type Place, standingOf } from "../admission/standing.ts";
import { rowsFor } from "../tables/tables.ts";
import type { Terms } from "../tables/terms.ts";
import { type RungOverview, rungOverviews } from "./rungs.ts";

/** A field that may be sent, and how precisely. */
export interface FieldOverview {
  readonly field: string;
  /** Kind of group that it stands in. */
  readonly kind: string;
  readonly sensitivity: Sensitivity;
  readonly ways: readonly FieldWay[];
  /** The finest rung granted on each of its ladders. */
  readonly rungs: readonly RungOverview[];
  /** Values that the purpose never carries. */
  readonly barredValues?: readonly string[];
  /** Most values in one message, where the purpose needs fewer than the field may have. */
  readonly mostValues?: number;
}

/** How messages of some types hold a field. */
export interface FieldWay {
  readonly messageTypes: readonly string[];
  readonly need: "required" | "allowed" | "conditional";
  /** The condition, as the catalogue writes it: `CONSENT or STRICT`. */
  readonly when?: string;
}

/** Terms of messages of any type. */
export type AnyType = Omit<Terms, "rows"> & { readonly purpose: string };

/**
 * Lists the fields that messages of some types may hold, in the order of the catalogue.
 *
 * @param mostValues - Of the purpose, by field.
 */
export function fieldOverviews(
  terms: AnyType,
  messageTypes: readonly string[],
  mostValues: Readonly<Record<string, number>>,
): readonly FieldOverview[] {
  const ofTypes = messageTypes.map((type) => ({
    type,
    terms: { ...terms, rows: rowsFor(undefined, terms.purpose, type) },
  }));
  const stands = FIELDS.filter(isOfBody).flatMap((entry) =>
    ofTypes.flatMap((one) => standIn(one, entry) ?? []),
  );
  const byField = Map.groupBy(accompanied(stands), ({ entry }) => entry);
  return [...byField].flatMap(([entry, found]) => {
    const [first] = found;
    const ways = joinWays(found);
    const rungs = first && rungOverviews(first.terms, entry, ways);
    if (first === undefined || rungs === undefined) return [];
    const most = mostValues[entry.id];
    const barred = standingOf(first.terms, entry.id, entry.group).barredValues;
    return [
      {
        ...{ field: entry.id, kind: entry.group, sensitivity: entry.sensitivity },
        ...{ ways, rungs },
        ...(barred.length > 0 && { barredValues: barred.flatMap(({ values }) => values) }),
        ...(most !== undefined && { mostValues: most }),
      },
    ];
  });
}

/** A field in messages of one type. */
interface Stand {
  readonly type: string;
  readonly terms: Terms;
  readonly entry: FieldEntry;
  readonly place: Place;
  readonly isRequired: boolean;
  readonly when: ConditionExpression | undefined;
}

function standIn(
  { type, terms }: Pick<Stand, "type" | "terms">,
  entry: FieldEntry,
): Stand | undefined {
  const { id, group } = entry;
  const { forbidden, place, when } = standingOf(terms, id, group);
  if (forbidden !== undefined || place === "none") return undefined;
  if (place === "purpose" && !isGrantedByAgreement(terms, id)) return undefined;
  if (when !== undefined && !mayHold(terms, id, when)) return undefined;
  const isRequired = terms.rows.alwaysRequired.has(id);
  return { type, terms, entry, place, isRequired, when };
}

/** Drops companions that have no field beside them with which they are sent. */
function accompanied(stands: readonly Stand[]): readonly Stand[] {
  const keyOf = (type: string, field: string) => `${type} ${field}`;
  const others = stands.filter(({ place }) => place !== "companion");
  const held = new Set(others.map(({ type, entry }) => keyOf(type, entry.id)));
  return stands.filter(({ type, terms, entry, place }) => {
    const companion = terms.rows.companions.get(entry.id);
    return place !== "companion" || companion?.with.some((one) => held.has(keyOf(type, one)));
  });
}

/** Types that hold a field in the same way stand together. */
function joinWays(stands: readonly Stand[]): readonly FieldWay[] {
  const byWay = Map.groupBy(stands, ({ isRequired, when }) =>
    [isRequired, when === undefined ? "" : conditionText(when)].join(),
  );
  return [...byWay.values()].map((all) => {
    const { isRequired = false, when } = all[0] ?? {};
    return {
      messageTypes: all.map(({ type }) => type),
      need: isRequired ? "required" : when === undefined ? "allowed" : "conditional",
      ...(when !== undefined && { when: conditionText(when) }),
    };
  });
}

const isOfBody = ({ id, place }: FieldEntry): boolean =>
  place === "leaf" || id === "subject.ledCategory" || id === "subject.ageClass";
