import { createConcern } from "@safepassage/policy";
import {
  type DecodedMessage,
  FIELDS,
  type FieldEntry,
  findField,
  type Group,
  KINDS,
  type KindEntry,
} from "@safepassage/schema";
import type { GroupView, LeafView, ReadMessage } from "./message-view.ts";

/** {@link readMessage} for a message without issues, as most are. Drops only leaves of unknown kinds. */
export function readSoundMessage({ clear, private: hidden, body }: DecodedMessage): ReadMessage {
  const groups: GroupView[] = [];
  const leaves: LeafView[] = [];
  let isKnown = true;
  // Entries at once: looking up each id of a body that no other has takes six times as long.
  for (const [gid, group] of Object.entries(body)) {
    const entry = KINDS[group.kind];
    const { kind, links, meta, ledCategory, ageClass } = group;
    // No field belongs to an unknown kind.
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
      presentFields: presentFieldsOf(group, entry, own),
    });
  }
  const claims: Record<string, unknown> = {};
  // Quicker than spreading the two.
  Object.assign(claims, clear, hidden);
  const message = { clear, private: hidden, body: isKnown ? body : withoutLeaves(body) };
  const presentClaims = { has: (name: string) => Object.hasOwn(claims, name) };
  const concern = createConcern(body);
  return { view: { issues: [], groups, leaves, presentClaims, message, concern }, claims };
}

/** The body with the leaves of unknown kinds removed. */
function withoutLeaves(body: DecodedMessage["body"]): DecodedMessage["body"] {
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => [
      gid,
      KINDS[group.kind] === undefined ? { ...group, leaves: [] } : group,
    ]),
  );
}

function leavesOf(gid: string, { kind, meta, leaves }: Group): LeafView[] {
  const views: LeafView[] = [];
  let field: FieldEntry | undefined;
  for (const own of leaves) {
    // Values of one field are usually adjacent.
    if (own.f !== field?.id) field = findField(own.f);
    if (field === undefined) continue;
    const nature = own.nature ?? meta?.nature;
    views.push({ gid, index: views.length, kind, field, value: own.v, nature, own });
  }
  return views;
}

/** Fields of which a group has a leaf or header member. Of an unknown kind `leaves` has none. */
function presentFieldsOf(
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
