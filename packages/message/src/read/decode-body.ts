import { isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import type { ClaimPlace } from "@safepassage/disclosure";
import { type Body, FIELDS, findField, type Group, type Leaf } from "@safepassage/schema";
import {
  GROUP_HEADER,
  hasIdleGroup,
  isGroupId,
  isPaddingName,
  NO_RESTRICTION,
  PADDING_VALUE,
  paddedCount,
  paddingName,
} from "../form/body-layout.ts";
import { errorOf, MessageError, notCanonical } from "../message-error.ts";

/**
 * Turns the revealed claims of a body back into groups and leaves, and checks their layout.
 *
 * Groups come in the order of their ids, leaves in that of the catalogue, several values of one
 * field in that of the wire. Rule R53 judges the values.
 *
 * @param place - The place of the body, with the disclosures inside.
 */
export function decodeBody(body: Json | undefined, place: ClaimPlace): Body {
  if (!isJsonObject(body)) throw layout("body is not an object");
  const groups: Record<string, Group> = {};
  let count = 0;
  let padding = 0;
  // The order on the wire is that of the digests, which changes with the seed and means nothing.
  for (const name of Object.keys(body).sort()) {
    const inner = place.inner?.get(name);
    if (inner?.disclosure === undefined) throw layout("a group is not a disclosure of its own");
    const value = body[name] as Json;
    if (isPaddingName(name)) {
      requirePadding(value);
      padding++;
      continue;
    }
    if (!isGroupId(name)) throw layout("a group has a name that is no group id");
    groups[name] = decodeGroup(value, inner);
    count++;
  }
  requirePaddingFor(count, padding, body);
  if (hasIdleGroup(groups)) throw notCanonical("a group holds no value, and joins no others");
  return groups;
}

function decodeGroup(value: Json, place: ClaimPlace): Group {
  if (!isJsonObject(value)) throw layout("a group is not an object");
  const fields: FieldPlace[] = [];
  let padding = 0;
  for (const name in value) {
    const inner = place.inner?.get(name);
    const isDisclosure = inner?.disclosure !== undefined;
    // The header must go with the leaves, and no leaf may stand in it.
    if (isDisclosure === GROUP_HEADER.has(name) || (!isDisclosure && inner !== undefined)) {
      throw layout("a header member is or holds a disclosure, or a leaf is none");
    }
    if (!isDisclosure) continue;
    if (isPaddingName(name)) {
      requirePadding(value[name] as Json);
      padding++;
    } else {
      fields.push({ name, rank: RANKS.get(name) ?? RANKS.size, place: inner });
    }
  }
  requirePaddingFor(fields.length, padding, value);
  const { kind, links, meta, ledCategory, ageClass } = value;
  fields.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const leaves: Leaf[] = [];
  for (const field of fields) decodeField(field, value[field.name] as Json, leaves);
  requireNothingTwice(meta, leaves);
  // The schema of a decoded message checks the shape of the header, as it checks all values.
  return {
    kind,
    links,
    ...(meta === undefined ? undefined : { meta }),
    ...(ledCategory === undefined ? undefined : { ledCategory }),
    ...(ageClass === undefined ? undefined : { ageClass }),
    leaves,
  } as unknown as Group;
}

/**
 * Refuses what says nothing: a leaf's nature that is its group's too, and the restriction `none`.
 */
function requireNothingTwice(meta: Json | undefined, leaves: readonly Leaf[]): void {
  if (!isJsonObject(meta)) return;
  const { nature, restriction } = meta;
  if (restriction === NO_RESTRICTION) throw notCanonical("a restriction that is none");
  if (nature !== undefined && leaves.some((leaf) => leaf.nature === nature)) {
    throw notCanonical("a leaf repeats the nature of its group");
  }
}

/** A member of a group that holds a field. */
interface FieldPlace {
  readonly name: string;
  /** Place of the field in the catalogue. An unknown field comes last. */
  readonly rank: number;
  readonly place: ClaimPlace;
}

function decodeField({ name, place }: FieldPlace, value: Json, leaves: Leaf[]): void {
  const field = findField(name);
  if (field === undefined || field.card.max <= 1) {
    requireWhole(place);
    leaves.push(decodeValue(name, value));
    return;
  }
  if (!Array.isArray(value) || value.length === 0) {
    throw layout("a field that may have several values is not an array of them");
  }
  for (let index = 0; index < value.length; index++) {
    const element = place.inner?.get(index);
    if (element?.disclosure === undefined) {
      throw layout("one of several values is not a disclosure of its own");
    }
    requireWhole(element);
    leaves.push(decodeValue(name, value[index] as Json));
  }
}

function decodeValue(f: string, value: Json): Leaf {
  const carriesNature =
    isJsonObject(value) &&
    Object.keys(value).length === 2 &&
    value["v"] !== undefined &&
    typeof value["nature"] === "string";
  if (!carriesNature) return { f, v: value };
  return { f, v: value["v"] as Json, nature: value["nature"] as NonNullable<Leaf["nature"]> };
}

/** Refuses disclosures inside a value: with a part left out, the rest would mean something else. */
function requireWhole({ inner }: ClaimPlace): void {
  if (inner !== undefined) throw layout("a value holds a disclosure of its own");
}

function requirePadding(value: Json): void {
  if (value !== PADDING_VALUE) {
    throw new MessageError("MESSAGE_PADDING_DISCLOSURE_WRONG", "padding holds another value");
  }
}

/**
 * Checks for exactly the padding of the smallest class, named from `pad.0` on: more could carry
 * hidden bits.
 */
function requirePaddingFor(count: number, padding: number, level: JsonObject): void {
  const isContiguous = (): boolean => {
    for (let i = 0; i < padding; i++) if (!Object.hasOwn(level, paddingName(i))) return false;
    return true;
  };
  if (paddedCount(count) !== count + padding || !isContiguous()) {
    throw new MessageError("MESSAGE_PADDING_DISCLOSURE_WRONG", `${count} disclosures at one level`);
  }
}

const RANKS: ReadonlyMap<string, number> = new Map(FIELDS.map(({ id }, index) => [id, index]));

const layout = errorOf("MESSAGE_LAYOUT_WRONG");
