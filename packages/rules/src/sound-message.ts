import {
  type DecodedMessage,
  FIELDS,
  type FieldEntry,
  findField,
  type Group,
  KINDS,
} from "@safepassage/schema";
import type { GroupView, LeafView, ReadMessage } from "./message-view.ts";

/**
 * {@link @safepassage/validator!readMessage} for a message without any issue, as nearly all are:
 * nothing has to be left out but the leaves of a kind that is not in the catalogue.
 */
export function readSoundMessage({ clear, private: hidden, body }: DecodedMessage): ReadMessage {
  const groups: GroupView[] = [];
  const leaves: LeafView[] = [];
  let isKnown = true;
  for (const gid in body) {
    const group = body[gid] as Group;
    const entry = Object.hasOwn(KINDS, group.kind) ? KINDS[group.kind] : undefined;
    const { kind, links, meta, ledCategory, ageClass } = group;
    // No field belongs to a kind that does not exist.
    const own = entry === undefined ? [] : leavesOf(gid, group);
    isKnown &&= entry !== undefined;
    for (const leaf of own) leaves.push(leaf);
    groups.push({
      gid,
      kind,
      entry,
      links,
      meta,
      ledCategory,
      ageClass,
      leaves: own,
      presentFields: fieldsOf(group),
    });
  }
  const claims = { ...clear, ...hidden };
  const message = { clear, private: hidden, body: isKnown ? body : withoutLeaves(body) };
  const presentClaims = { has: (name: string) => Object.hasOwn(claims, name) };
  return { view: { issues: [], groups, leaves, presentClaims, message }, claims };
}

/** The groups, those of kinds that are not in the catalogue without leaves. */
function withoutLeaves(body: DecodedMessage["body"]): DecodedMessage["body"] {
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => [
      gid,
      Object.hasOwn(KINDS, group.kind) ? group : { ...group, leaves: [] },
    ]),
  );
}

function leavesOf(gid: string, { kind, meta, leaves }: Group): LeafView[] {
  const views: LeafView[] = [];
  let field: FieldEntry | undefined;
  for (const own of leaves) {
    // Values of one field mostly stand together.
    if (own.f !== field?.id) field = findField(own.f);
    if (field === undefined) continue;
    const nature = own.nature ?? meta?.nature;
    views.push({ gid, index: views.length, kind, field, value: own.v, nature, own });
  }
  return views;
}

function fieldsOf({ ledCategory, ageClass, meta, leaves }: Group): ReadonlySet<string> {
  let header = 0;
  if (ledCategory !== undefined) header |= 1;
  if (ageClass !== undefined) header |= 2;
  for (const name in meta) header |= META_BITS.get(name) ?? 0;
  // Few headers differ in which members they have, and copying a set is quicker than filling one.
  let known = headers[header];
  if (known === undefined) {
    known = new Set(HEADER_FIELDS.filter((_, place) => (header & (1 << place)) !== 0));
    headers[header] = known;
  }
  const fields = new Set(known);
  let last: string | undefined;
  for (const { f } of leaves) {
    if (f !== last) fields.add(f);
    last = f;
  }
  return fields;
}

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
/** By the bits of their fields. */
const headers: (ReadonlySet<string> | undefined)[] = [];
