import { type Json, sameJson } from "@safepassage/core";
import { type FieldEntry, findField, type Leaf, valueSchema } from "@safepassage/schema";
import type * as z from "zod";
import type { RowReader } from "../row/row.ts";

/**
 * Writes one value of a field, read from a column. Returns whether it was written; if not, the row has
 * a problem that says why, and the column is left behind.
 */
export type LeafWriter = (column: string, field: string, value: Json) => boolean;

/** The leaves of one row by kind of group, each checked against the catalogue. */
export interface LeafSet {
  readonly write: LeafWriter;
  of(kind: string): readonly Leaf[];
}

/** Types whose values come from a list of the catalogue. */
const CODED: ReadonlySet<string> = new Set(["enum", "code", "band"]);

/** Answers whether a value is valid for a field. */
export type ValueCheck = (field: FieldEntry, value: Json) => boolean;

/**
 * Creates a check against the catalogue. It remembers accepted codes, whose number the catalogue
 * bounds, and no other values, so nothing about a person stays in memory.
 */
export function createValueCheck(test: boolean): ValueCheck {
  const known = new Map<FieldEntry, { readonly schema: z.ZodType; readonly codes?: Set<Json> }>();
  return (field, value) => {
    let entry = known.get(field);
    if (entry === undefined) {
      const schema = valueSchema(field.id, { test });
      entry = CODED.has(field.type.t) ? { schema, codes: new Set() } : { schema };
      known.set(field, entry);
    }
    const { schema, codes } = entry;
    if (codes?.has(value) === true) return true;
    if (!schema.safeParse(value).success) return false;
    codes?.add(value);
    return true;
  };
}

/** Creates a collector of the leaves of one row. */
export function createLeafSet(row: RowReader, isValue: ValueCheck): LeafSet {
  const leaves = new Map<string, Leaf[]>();
  return {
    of: (kind) => leaves.get(kind) ?? [],
    write(column, f, v) {
      const field = findField(f);
      if (field === undefined) throw new RangeError("the catalogue has no such field");
      if (!isValue(field, v)) {
        row.refuse(column, "HTCDS_VALUE_MALFORMED", EXPECTED[f] ?? `a value of ${f}`);
        return false;
      }
      const group = leaves.get(field.group);
      if (group === undefined) {
        leaves.set(field.group, [{ f, v }]);
        return true;
      }
      let same = 0;
      for (const leaf of group) {
        if (leaf.f !== f) continue;
        if (sameJson(leaf.v, v)) return true;
        same++;
      }
      if (same >= field.card.max) {
        const { max } = field.card;
        row.refuse(
          column,
          "HTCDS_TOO_MANY_VALUES",
          max === 1 ? "one value" : `at most ${max} values`,
        );
        return false;
      }
      group.push({ f, v });
      return true;
    },
  };
}

const COUNTRY = "two or three letters of ISO 3166-1";
/** Expected form of a field, in words for the person who fills in the column. */
const EXPECTED: Readonly<Record<string, string>> = {
  "contact.email": "an e-mail address",
  "contact.phone": "a number with the code of its country, as +999 555 01001",
  "identity.dateOfBirth": "a date that exists, as YYYY-MM-DD, YYYY-MM or YYYY",
  "identity.nationalNumber": "letters and digits without signs between them",
  "event.period": "a date that exists, as YYYY-MM-DD, YYYY-MM or YYYY",
  "location.country": COUNTRY,
  "location.adminArea": "a code of ISO 3166-2 or UN/LOCODE",
  "location.precise": "a street and a city in letters and digits, or a point in degrees",
  "subject.languages": "three letters of ISO 639-2",
  "subject.nationality": COUNTRY,
  "subject.residenceCountry": COUNTRY,
};
