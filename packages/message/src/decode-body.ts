import { isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import { type Body, FIELDS, findField, type Group, type Leaf } from "@safepassage/schema";
import { type DisclosureTree, isDisclosed } from "./disclosure-tree.ts";
import { GROUP_HEADER, isGroupId } from "./group-header.ts";
import { MessageError } from "./message-error.ts";
import { isPaddingName, PADDING_VALUE, paddedCount, paddingName } from "./padding.ts";

/**
 * Turns the revealed claims of a body back into groups and leaves, and checks their layout.
 *
 * Groups come in the order of their ids, leaves in that of the catalogue, several values of one field in that of the wire.
 * Values are not judged here: rule R53 does that with the catalogue, and says where.
 *
 * @param disclosed - What of the body came out of disclosures.
 * @throws {@link MessageError} `MESSAGE_LAYOUT_WRONG`, `MESSAGE_PADDING_DISCLOSURE_WRONG`.
 */
export function decodeBody(body: Json | undefined, disclosed: DisclosureTree): Body {
  if (!isJsonObject(body)) throw layout("body is not an object");
  const groups: Record<string, Group> = {};
  let count = 0;
  // On the wire the order is that of the digests: it says nothing, and changes with the seed.
  for (const name of Object.keys(body).sort()) {
    if (!isDisclosed(disclosed, name)) throw layout("a group is not a disclosure of its own");
    const value = body[name] as Json;
    if (isPaddingName(name)) {
      requirePadding(value);
      continue;
    }
    if (!isGroupId(name)) throw layout("a group has a name that is no group id");
    groups[name] = decodeGroup(value, disclosed.inner?.get(name));
    count++;
  }
  requirePaddingFor(count, body);
  return groups;
}

function decodeGroup(value: Json, disclosed: DisclosureTree | undefined): Group {
  if (!isJsonObject(value)) throw layout("a group is not an object");
  const fields: string[] = [];
  for (const name of Object.keys(value)) {
    const inner = disclosed?.inner?.get(name);
    const isDisclosure = inner?.digest !== undefined;
    // What a group says of itself cannot be withheld from its leaves, nor a leaf glued to a group.
    if (isDisclosure === GROUP_HEADER.has(name) || (!isDisclosure && inner !== undefined)) {
      throw layout("a header member is or holds a disclosure, or a leaf is none");
    }
    if (!isDisclosure) continue;
    if (isPaddingName(name)) requirePadding(value[name] as Json);
    else fields.push(name);
  }
  requirePaddingFor(fields.length, value);
  fields.sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  const leaves: Leaf[] = [];
  for (const name of fields) {
    decodeField(name, value[name] as Json, disclosed?.inner?.get(name), leaves);
  }
  const { kind, links, meta, ledCategory, ageClass } = value;
  // The shape of the header is checked by the schema of a decoded message, like all values.
  return {
    kind,
    links,
    ...(meta === undefined ? undefined : { meta }),
    ...(ledCategory === undefined ? undefined : { ledCategory }),
    ...(ageClass === undefined ? undefined : { ageClass }),
    leaves,
  } as unknown as Group;
}

function decodeField(
  id: string,
  value: Json,
  disclosed: DisclosureTree | undefined,
  leaves: Leaf[],
): void {
  const field = findField(id);
  if (field === undefined || field.card.max <= 1) {
    requireWhole(disclosed);
    leaves.push(decodeValue(id, value));
    return;
  }
  if (!Array.isArray(value) || value.length === 0) {
    throw layout("a field that may have several values is not an array of them");
  }
  for (let index = 0; index < value.length; index++) {
    if (!isDisclosed(disclosed, index)) {
      throw layout("one of several values is not a disclosure of its own");
    }
    requireWhole(disclosed?.inner?.get(index));
    leaves.push(decodeValue(id, value[index] as Json));
  }
}

function decodeValue(f: string, value: Json): Leaf {
  const carriesNature =
    isJsonObject(value) &&
    Object.keys(value).length === 2 &&
    value["v"] !== undefined &&
    typeof value["nature"] === "string";
  if (!carriesNature) return { f, v: value };
  return { f, v: value["v"] as Json, nature: value["nature"] as string };
}

/** A part of a value could be withheld in an excerpt, and what is left would say another thing. */
function requireWhole(disclosed: DisclosureTree | undefined): void {
  if (disclosed?.inner !== undefined) throw layout("a value holds a disclosure of its own");
}

function requirePadding(value: Json): void {
  if (value !== PADDING_VALUE) {
    throw new MessageError("MESSAGE_PADDING_DISCLOSURE_WRONG", "padding holds another value");
  }
}

/** Exactly the padding of the smallest class, named from `pad.0` on: more would carry bits. */
function requirePaddingFor(count: number, level: JsonObject): void {
  const padding = Object.keys(level).filter(isPaddingName).length;
  const isContiguous = (): boolean => {
    for (let i = 0; i < padding; i++) if (!Object.hasOwn(level, paddingName(i))) return false;
    return true;
  };
  if (paddedCount(count) !== count + padding || !isContiguous()) {
    throw new MessageError("MESSAGE_PADDING_DISCLOSURE_WRONG", `${count} disclosures at one level`);
  }
}

function layout(message: string): MessageError {
  return new MessageError("MESSAGE_LAYOUT_WRONG", message);
}

/** Place of a field in the catalogue; what is not in it comes last. */
function rankOf(id: string): number {
  return RANKS.get(id) ?? RANKS.size;
}

const RANKS: ReadonlyMap<string, number> = new Map(FIELDS.map(({ id }, index) => [id, index]));
