import type { Json } from "@safepassage/core";
import { findField, KINDS } from "../catalogue/catalogue.ts";
import { checkOf } from "../value/check.ts";
import { type Fault, type Faults, fault, within } from "../value/fault.ts";
import type { Law } from "../value/laws.ts";
import type { Group, Leaf } from "./message-model.ts";

/** The field of a leaf is one of leaves, and its value has the type of the field. */
export const LEAF_LAW: Law = {
  id: "leaf",
  find: (leaf, test) => {
    const { f, v } = leaf as Leaf;
    const field = findField(f);
    if (field === undefined) return fault("FIELD_UNKNOWN", "f");
    if (field.place !== "leaf") return fault("FIELD_MISPLACED", "f");
    const faults = checkOf(f, test)?.(v);
    return faults && within("v", faults);
  },
};

/** Every leaf belongs to the kind of its group, no field has too many, and corrections fit. */
export const GROUP_LAW: Law = {
  id: "group",
  find: (value, test) => {
    const group = value as Group;
    const misplaced = findMisplaced(group);
    const unfit = findUnfitCorrections(group, test);
    return misplaced && unfit ? [...misplaced, ...unfit] : (misplaced ?? unfit);
  },
};

function findMisplaced({ kind, leaves }: Group): Faults {
  // A group of unknown kind is named once, by R71, not once for each leaf.
  const isKnown = kind in KINDS;
  const counts = new Map<string, number>();
  let faults: Fault[] | undefined;
  for (let index = 0; index < leaves.length; index++) {
    const f = leaves[index]?.f ?? "";
    const field = findField(f);
    const count = (counts.get(f) ?? 0) + 1;
    counts.set(f, count);
    const isElsewhere = isKnown && field?.group !== kind;
    const isTooMany = count - 1 === field?.card.max;
    if (!isElsewhere && !isTooMany) continue;
    faults ??= [];
    if (isElsewhere) faults.push(...fault("FIELD_MISPLACED", "leaves", index, "f"));
    if (isTooMany) faults.push(...fault("COUNT_OUT_OF_RANGE", "leaves", index, "f"));
  }
  return faults;
}

/**
 * A corrected value has the type of a field that a target of the same group names.
 *
 * Without this, `correction.value` would be the one place where any text could travel.
 */
function findUnfitCorrections({ leaves }: Group, test: boolean): Faults {
  if (!leaves.some(({ f }) => f === "correction.value")) return undefined;
  const targets = leaves.flatMap(({ f, v }) => (f === "correction.target" ? targetField(v) : []));
  const faults = leaves.flatMap(({ f, v }, index) => {
    if (f !== "correction.value") return [];
    const fits = targets.some((target) => checkOf(target, test)?.(v) === undefined);
    return fits ? [] : fault("TARGET_MISSING", "leaves", index, "v");
  });
  return faults.length === 0 ? undefined : faults;
}

/** Field that the path of a correction names, if it can be corrected by a value. */
function targetField(target: Json): readonly string[] {
  const path = (target as { readonly path?: Json } | null)?.path;
  if (typeof path !== "string") return [];
  const field = findField(path.slice(path.indexOf("/") + 1));
  return field === undefined || field.type.t === "sameAs" ? [] : [field.id];
}
