import { FIELDS, type FieldEntry, type Group, type KindEntry } from "@safepassage/schema";
import type { LeafView } from "./message-view.ts";

/**
 * Fields that a group has a leaf or a header member of.
 *
 * The set is that of the last group of its kind, if that had the same fields, as mostly it had.
 *
 * @param entry - Its kind; `undefined` for one that is not in the catalogue.
 * @param leaves - Its leaves, none if its kind is not known.
 */
export function presentFieldsOf(
  group: Group,
  entry: KindEntry | undefined,
  leaves: readonly LeafView[],
): ReadonlySet<string> {
  const header = headerOf(group);
  if (entry === undefined) {
    return new Set([...fieldsOfHeader(header), ...group.leaves.map(({ f }) => f)]);
  }
  const last = lasts.get(entry);
  if (last?.header === header && hasFields(leaves, last.fields)) return last.present;
  const fields = leaves.map(({ field }) => field).filter((one, at, all) => one !== all[at - 1]);
  const present = new Set([...fieldsOfHeader(header), ...fields.map(({ id }) => id)]);
  lasts.set(entry, { header, fields, present });
  return present;
}

interface Last {
  readonly header: number;
  /** Of the leaves in their order, but for the same again. */
  readonly fields: readonly FieldEntry[];
  readonly present: ReadonlySet<string>;
}

function hasFields(leaves: readonly LeafView[], fields: readonly FieldEntry[]): boolean {
  let place = -1;
  for (const { field } of leaves) {
    if (place >= 0 && field === fields[place]) continue;
    place++;
    if (field !== fields[place]) return false;
  }
  return place + 1 === fields.length;
}

/** Members that a header has, one bit each. */
function headerOf({ ledCategory, ageClass, meta }: Group): number {
  let header = 0;
  if (ledCategory !== undefined) header |= 1;
  if (ageClass !== undefined) header |= 2;
  for (const name in meta) header |= META_BITS.get(name) ?? 0;
  return header;
}

const fieldsOfHeader = (header: number): readonly string[] =>
  HEADER_FIELDS.filter((_, place) => (header & (1 << place)) !== 0);

const META_FIELDS = FIELDS.map(({ id }) => id).filter((id) => id.startsWith("meta."));
/** Fields of the members of a header; the place of each is that of its bit. */
const HEADER_FIELDS: readonly string[] = [
  "subject.ledCategory",
  "subject.ageClass",
  ...META_FIELDS,
];
const META_BITS: ReadonlyMap<string, number> = new Map(
  META_FIELDS.map((id) => [id.slice("meta.".length), 1 << HEADER_FIELDS.indexOf(id)]),
);
const lasts = new Map<KindEntry, Last>();
