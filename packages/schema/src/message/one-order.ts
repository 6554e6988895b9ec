import { canonicalJson, type Json, type JsonObject } from "@safepassage/core";
import { FIELDS } from "../catalogue/catalogue.ts";
import type { FieldEntry, FieldMember, FieldType } from "../catalogue/types.ts";

/**
 * The same value with every list sorted and without repetitions, and without members that say no more
 * than their absence.
 *
 * Lists of a message are sets: legal bases, handling conditions, links. Their order says nothing, so
 * a sender could hide something in it. Only the lists that the catalogue marks as `ordered` keep
 * theirs.
 *
 * @see `docs/spec/messages.md#canonical-form`
 */
export function inOneOrder(value: Json, name = ""): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map((element: Json) => inOneOrder(element));
    if (ORDERED_MEMBERS.has(name)) return elements;
    // The canonical form of a text includes its quotation marks.
    const byKey = new Map(elements.map((element) => [canonicalJson(element), element]));
    return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element);
  }
  const members = Object.entries(value as JsonObject).filter(
    ([member, inner]) => !saysNothing(member, inner),
  );
  return Object.fromEntries(
    members.map(([member, inner]) => [member, inOneOrder(inner, member)] as const),
  );
}

/** Whether a member says no more than its absence: a mark that is false, or an empty list in a leaf. */
export function saysNothing(member: string, value: Json): boolean {
  if (value === false) return MARKS.has(member);
  return Array.isArray(value) && value.length === 0 && SPARE_LISTS.has(member);
}

function membersOf(type: FieldType): readonly FieldMember[] {
  if (type.t === "choice") return Object.values(type.of).flatMap(membersOf);
  if (type.t !== "record" && type.t !== "personName") return [];
  return type.members.flatMap((member) => [member, ...membersOf(member.type)]);
}

function namesOf(
  isMeant: (member: FieldMember) => boolean,
  only?: FieldEntry["place"],
): ReadonlySet<string> {
  const members = FIELDS.flatMap(({ type, place }) =>
    only === undefined || place === only ? membersOf(type) : [],
  );
  return new Set(members.filter(isMeant).map(({ id }) => id));
}

/** Names of the lists inside values whose order is part of what they say. */
export const ORDERED_MEMBERS: ReadonlySet<string> = namesOf(({ ordered }) => ordered === true);

/** Names of the marks for which false and absent are the same. */
const MARKS = namesOf(({ type, card }) => type.t === "bool" && card.min === 0);

/** Names of the lists inside leaves for which empty and absent are the same. */
const SPARE_LISTS = namesOf(({ card }) => card.min === 0 && card.max > 1, "leaf");
