import type { Json } from "@safepassage/core";
import { findField, type Leaf, valueSchema } from "@safepassage/schema";
import type { RowReader } from "./row.ts";

/**
 * Writes one value of a field, read from a column. Returns whether it was written; if not, the
 * row says why and the content of the column stays behind.
 */
export type LeafWriter = (column: string, field: string, value: Json) => boolean;

/** Leaves of one row by kind of group, each checked against the catalogue. */
export interface LeafSet {
  readonly write: LeafWriter;
  of(kind: string): readonly Leaf[];
}

/** Collects the leaves of one row. */
export function createLeafSet(row: RowReader, test: boolean): LeafSet {
  const leaves = new Map<string, Leaf[]>();
  return {
    of: (kind) => leaves.get(kind) ?? [],
    write(column, f, v) {
      const field = findField(f);
      if (field === undefined) throw new RangeError("the catalogue has no such field");
      if (!valueSchema(f, { test }).safeParse(v).success) {
        row.refuse(column, "HTCDS_VALUE_MALFORMED", `a value of ${f}`);
        return false;
      }
      const group = leaves.get(field.group) ?? [];
      leaves.set(field.group, group);
      const same = group.filter((leaf) => leaf.f === f);
      if (same.some((leaf) => JSON.stringify(leaf.v) === JSON.stringify(v))) return true;
      if (same.length >= field.card.max) {
        row.refuse(column, "HTCDS_TOO_MANY_VALUES", `at most ${field.card.max} values of ${f}`);
        return false;
      }
      group.push({ f, v });
      return true;
    },
  };
}
