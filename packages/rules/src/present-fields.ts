import { FIELDS, type Group, type KindEntry } from "@safepassage/schema";
import type { LeafView } from "./message-view.ts";

/**
 * Lists the fields of which a group has a leaf or header member.
 *
 * @param entry - Its kind; `undefined` if it is not in the catalogue.
 * @param leaves - Its leaves; empty if its kind is unknown.
 */
export function presentFieldsOf(
  group: Group,
  entry: KindEntry | undefined,
  leaves: readonly LeafView[],
): ReadonlySet<string> {
  const present = new Set<string>();
  if (group.ledCategory !== undefined) present.add("subject.ledCategory");
  if (group.ageClass !== undefined) present.add("subject.ageClass");
  for (const name in group.meta) {
    const id = META_FIELDS.get(name);
    if (id !== undefined) present.add(id);
  }
  if (entry === undefined) for (const { f } of group.leaves) present.add(f);
  else for (const { field } of leaves) present.add(field.id);
  return present;
}

const META_FIELDS: ReadonlyMap<string, string> = new Map(
  FIELDS.filter(({ id }) => id.startsWith("meta.")).map(({ id }) => [id.slice("meta.".length), id]),
);
