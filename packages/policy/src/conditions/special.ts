import { CODE_LISTS, FIELDS, type FieldEntry, type Leaf } from "@safepassage/schema";
import type { Concern } from "./concern.ts";

/**
 * Whether a leaf is of a special category (LED Art 10, GDPR Art 9): either its field always is, or
 * its value is marked special and concerns a person.
 *
 * @see CJEU C-184/20: data that reveal a special category indirectly count as one.
 */
export function isSpecial(concern: Concern, gid: string, { f, v }: Leaf): boolean {
  if (ALWAYS_SPECIAL.has(f)) return true;
  // Most fields have no special codes: answer without walking the links.
  const codes = SPECIAL_CODES.get(f);
  if (codes === undefined) return false;
  const parts = typeof v === "object" && v !== null ? Object.values(v) : [v];
  return parts.some((part) => codes.has(part)) && concern.personsOf(gid).length > 0;
}

const ALWAYS_SPECIAL: ReadonlySet<string> = new Set(
  FIELDS.filter(
    ({ sensitivity, flags }) => sensitivity === "P4" && !flags.includes("inherits"),
  ).map(({ id }) => id),
);

/** Codes marked special, by the fields whose values or members can be one. */
const SPECIAL_CODES: ReadonlyMap<string, ReadonlySet<unknown>> = new Map(
  FIELDS.filter(({ flags }) => flags.includes("valueSpecial")).map((field) => {
    const codes = listsOf(field).flatMap((list) => CODE_LISTS[list]?.codes ?? []);
    const special = codes.filter((entry) => entry.special === true);
    return [field.id, new Set(special.map(({ code }) => code))];
  }),
);

function listsOf({ type, codeList }: FieldEntry): readonly string[] {
  if (codeList !== null) return [codeList];
  if (!("members" in type)) return [];
  return type.members.flatMap((member) => ("list" in member.type ? [member.type.list] : []));
}
