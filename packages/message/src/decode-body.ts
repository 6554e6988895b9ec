import { isJsonObject, type Json } from "@safepassage/core";
import { type Body, FIELDS, findField, type Group, type Leaf } from "@safepassage/schema";
import { type DisclosureTree, isDisclosed } from "./disclosure-tree.ts";
import { MessageError } from "./message-error.ts";
import { isPaddingName, PADDING_VALUE, paddedCount } from "./padding.ts";

/**
 * Turns the revealed claims of a body back into groups and leaves, and checks their layout.
 *
 * Leaves come in the order of the catalogue, several values of one field in the sender's order.
 * Values are not judged here: rule R53 does that with the catalogue, and says where.
 *
 * @param disclosed - What of the body came out of disclosures.
 * @throws {@link MessageError} `MESSAGE_LAYOUT_WRONG`, `MESSAGE_PADDING_DISCLOSURE_WRONG`.
 */
export function decodeBody(body: Json | undefined, disclosed: DisclosureTree): Body {
  if (!isJsonObject(body)) throw layout("body is not an object");
  const groups: Record<string, Group> = {};
  const names = Object.keys(body);
  for (const name of names) {
    if (!isDisclosed(disclosed, name)) throw layout("a group is not a disclosure of its own");
    const value = body[name] as Json;
    if (isPaddingName(name)) requirePadding(value);
    else groups[name] = decodeGroup(value, disclosed.inner?.get(name));
  }
  requirePaddedCount(names.length);
  return groups;
}

function decodeGroup(value: Json, disclosed: DisclosureTree | undefined): Group {
  if (!isJsonObject(value)) throw layout("a group is not an object");
  const fields: string[] = [];
  let disclosures = 0;
  for (const name of Object.keys(value)) {
    const isDisclosure = isDisclosed(disclosed, name);
    // What a group says of itself cannot be withheld from its leaves, nor a leaf glued to a group.
    if (isDisclosure === HEADER.has(name)) {
      throw layout("a header member is a disclosure, or a leaf is none");
    }
    if (!isDisclosure) continue;
    disclosures++;
    if (isPaddingName(name)) requirePadding(value[name] as Json);
    else fields.push(name);
  }
  requirePaddedCount(disclosures);
  // On the wire the order is that of the digests: it says nothing, and changes with the seed.
  fields.sort((a, b) => rankOf(a) - rankOf(b));
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

function requirePadding(value: Json): void {
  if (value !== PADDING_VALUE) {
    throw new MessageError("MESSAGE_PADDING_DISCLOSURE_WRONG", "padding holds another value");
  }
}

function requirePaddedCount(count: number): void {
  if (paddedCount(count) !== count) {
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
const HEADER: ReadonlySet<string> = new Set(["kind", "links", "meta", "ledCategory", "ageClass"]);
