import { isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import { type Body, FIELDS, findField, type Group, type Leaf } from "@safepassage/schema";
import { MessageError } from "./message-error.ts";
import { isPaddingName, PADDING_VALUE, paddedCount } from "./padding.ts";

/**
 * Turns the revealed claims of a body back into groups and leaves, and checks their layout.
 *
 * Leaves come in the order of the catalogue, several values of one field in the sender's order.
 * Values are not judged here: rule R53 does that with the catalogue, and says where.
 *
 * @param disclosed - Paths that came out of a disclosure, joined by `/`.
 * @throws {@link MessageError} `MESSAGE_LAYOUT_WRONG`, `MESSAGE_PADDING_DISCLOSURE_WRONG`.
 */
export function decodeBody(body: Json | undefined, disclosed: ReadonlySet<string>): Body {
  if (!isJsonObject(body)) throw layout("body is not an object");
  const groups: Record<string, Group> = {};
  const names = Object.keys(body);
  for (const name of names) {
    const path = `body/${name}`;
    if (!disclosed.has(path)) throw layout("a group is not a disclosure of its own");
    const value = body[name] as Json;
    if (isPaddingName(name)) requirePadding(value);
    else groups[name] = decodeGroup(value, path, disclosed);
  }
  requirePaddedCount(names.length);
  return groups;
}

function decodeGroup(value: Json, path: string, disclosed: ReadonlySet<string>): Group {
  if (!isJsonObject(value)) throw layout("a group is not an object");
  const { kind, links, meta, ledCategory, ageClass } = value;
  const leaves: Leaf[] = [];
  let disclosures = 0;
  for (const name of Object.keys(value)) {
    const isDisclosure = disclosed.has(`${path}/${name}`);
    // What a group says of itself cannot be withheld from its leaves, nor a leaf glued to a group.
    if (isDisclosure === HEADER.has(name)) {
      throw layout("a header member is a disclosure, or a leaf is none");
    }
    if (!isDisclosure) continue;
    disclosures++;
    if (isPaddingName(name)) requirePadding(value[name] as Json);
    else leaves.push(...decodeField(name, value[name] as Json, `${path}/${name}`, disclosed));
  }
  requirePaddedCount(disclosures);
  // On the wire the order is that of the digests: it says nothing, and changes with the seed.
  leaves.sort((a, b) => rankOf(a) - rankOf(b));
  // The shape of the header is checked by the schema of a decoded message, like all values.
  return { kind, links, ...given({ meta, ledCategory, ageClass }), leaves } as unknown as Group;
}

function decodeField(
  id: string,
  value: Json,
  path: string,
  disclosed: ReadonlySet<string>,
): readonly Leaf[] {
  const field = findField(id);
  if (field === undefined || field.card.max <= 1) return [decodeValue(id, value)];
  if (!Array.isArray(value) || value.length === 0) {
    throw layout("a field that may have several values is not an array of them");
  }
  return value.map((element: Json, index) => {
    if (!disclosed.has(`${path}/${index}`)) {
      throw layout("one of several values is not a disclosure of its own");
    }
    return decodeValue(id, element);
  });
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

function given(members: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

function layout(message: string): MessageError {
  return new MessageError("MESSAGE_LAYOUT_WRONG", message);
}

/** Place of a leaf's field in the catalogue; what is not in it comes last. */
function rankOf({ f }: Leaf): number {
  return RANKS.get(f) ?? RANKS.size;
}

const RANKS: ReadonlyMap<string, number> = new Map(FIELDS.map(({ id }, index) => [id, index]));
const HEADER: ReadonlySet<string> = new Set(["kind", "links", "meta", "ledCategory", "ageClass"]);
