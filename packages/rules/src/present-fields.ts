import { FIELDS, type Group, type KindEntry } from "@safepassage/schema";
import type { LeafView } from "./message-view.ts";

/**
 * Fields that a group has a leaf or a header member of.
 *
 * @param entry - Its kind; `undefined` for one that is not in the catalogue.
 * @param leaves - Its leaves, none if its kind is not known.
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

/** By the name of the member of the evaluation. */
const META_FIELDS: ReadonlyMap<string, string> = new Map(
  FIELDS.filter(({ id }) => id.startsWith("meta.")).map(({ id }) => [id.slice("meta.".length), id]),
);
