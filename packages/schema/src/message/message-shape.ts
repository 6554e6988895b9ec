import { BODY_BOUNDS, FIELDS } from "../catalogue/catalogue.ts";
import type { FieldEntry } from "../catalogue/types.ts";
import { type Maker, type Members, walkField, walkFields } from "../value/walk.ts";
import { GROUP_LAW, LEAF_LAW } from "./body-laws.ts";

/** Walks over the clear part of a message, under field ids, before the digests of the hidden parts exist. */
export function walkDraftClear<T>(make: Maker<T>): T {
  return walkFields(
    CLEAR.filter(({ id }) => !DIGEST_FIELDS.has(id)),
    make,
  );
}

/** Walks over the part that is destroyed at erasure, under field ids. */
export function walkPrivate<T>(make: Maker<T>): T {
  return walkFields(
    FIELDS.filter(({ place }) => place === "private"),
    make,
  );
}

/**
 * Walks over the groups of a message, by group id.
 *
 * This is about shape and values. Whether a kind is known, a header complete for its kind and a link
 * allowed is judged by rule R71.
 */
export function walkBody<T>(make: Maker<T>): T {
  const { groups, leaves, links } = BODY_BOUNDS;
  const gid = make.text({ t: "opaque", bits: 128 }, 64);
  const leaf = make.object(
    {
      f: required(make.string()),
      v: required(make.any()),
      ...allOptional(membersOf(NATURE, make)),
    },
    LEAF_LAW,
  );
  const group = make.object(
    {
      kind: required(make.form(KIND_NAME, 32)),
      links: required(make.list(gid, { min: 0, max: links, unique: true })),
      meta: optional(make.object(membersOf(META, make))),
      // Which kinds need them is judged by rule R71.
      ...allOptional(membersOf(PERSON, make)),
      leaves: required(make.list(leaf, { min: 0, max: leaves, unique: false })),
    },
    GROUP_LAW,
  );
  return make.map(gid, group, groups);
}

/** Walks over a message as it stands once it was opened. */
export function walkMessage<T>(make: Maker<T>): T {
  return walkParts(walkFields(CLEAR, make), make);
}

/** Walks over what a sender writes. */
export function walkDraft<T>(make: Maker<T>): T {
  return walkParts(walkDraftClear(make), make);
}

/** Fields that hold digests of hidden parts; on the wire they are not claims but `_sd`. */
export const DIGEST_FIELDS: ReadonlySet<string> = new Set([
  "env.digest.private",
  "env.digest.body",
]);

function walkParts<T>(clear: T, make: Maker<T>): T {
  return make.object({
    clear: required(clear),
    private: required(walkPrivate(make)),
    body: required(walkBody(make)),
  });
}

/** Fields of a header as members, under the last part of their id. */
function membersOf<T>(fields: readonly FieldEntry[], make: Maker<T>): Members<T> {
  return Object.fromEntries(
    fields.map((field) => [
      field.id.slice(field.group.length + 1),
      { of: walkField(field, make), optional: field.card.min === 0 },
    ]),
  );
}

function allOptional<T>(members: Members<T>): Members<T> {
  return Object.fromEntries(Object.entries(members).map(([name, { of }]) => [name, optional(of)]));
}

const required = <T>(of: T) => ({ of, optional: false });
const optional = <T>(of: T) => ({ of, optional: true });

const headerOf = (name: string): readonly FieldEntry[] =>
  FIELDS.filter(({ place, group }) => place === "header" && group === name);

const META = headerOf("meta");
const NATURE = META.filter(({ id }) => id === "meta.nature");
const PERSON = headerOf("subject");
const CLEAR = FIELDS.filter(({ place }) => place === "clear");
const KIND_NAME = /^[a-z][A-Za-z]{0,31}$/;
