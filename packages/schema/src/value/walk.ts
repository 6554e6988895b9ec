import type { FieldEntry, FieldType } from "../catalogue/types.ts";
import type { TextType } from "./find-text.ts";
import { type Law, NAME_LAW, RUNG_LAW } from "./laws.ts";

/**
 * Makes something from a shape, such as a check or a JSON Schema. A walk over the catalogue calls one
 * method for each part of the shape, inner parts first.
 *
 * The catalogue is the only description of a value. So checks and JSON Schemas cannot drift apart, and
 * a new field reaches both.
 */
export interface Maker<T> {
  /** A text of a type of the catalogue. `max`: most UTF-16 units, where the type admits more. */
  text(type: TextType, max?: number): T;
  /** Another clean text: its expression, and its length in UTF-16 units at most. */
  form(pattern: RegExp, max: number): T;
  /** Any text: a law looks at it. */
  string(): T;
  boolean(): T;
  integer(min: number, max: number): T;
  /** Any JSON within bounds: the law of the object around it says more. */
  json(): T;
  /** Any value: a law looks at it. */
  any(): T;
  list(of: T, bounds: ListBounds): T;
  /** These members and no other. The law runs once each member is sound. */
  object(members: Members<T>, law?: Law): T;
  /** Members whose names have a shape too. */
  map(name: T, of: T, max: number): T;
  /** `{kind, value}`: the kind decides what the value is. */
  choice(of: Readonly<Record<string, T>>): T;
  /** One value of a field; made when first asked for. */
  field(id: string, make: () => T): T;
}

export interface ListBounds {
  readonly min: number;
  readonly max: number;
  /** Whether no element may stand twice. */
  readonly unique: boolean;
}

export type Members<T> = Readonly<Record<string, { readonly of: T; readonly optional: boolean }>>;

/** Walks over the type of one value of a field. */
export function walkField<T>({ id, place, type }: FieldEntry, make: Maker<T>): T {
  // In clear and private a list is always there, if only empty: absence and emptiness are one.
  const isSet = place === "clear" || place === "private";
  return make.field(id, () =>
    walkType(type, make, isSet, RUNG_FIELDS.has(id) ? RUNG_LAW : undefined),
  );
}

/** Walks over all values of a field that is a member: one value, or a list where it has several. */
export function walkValues<T>(field: FieldEntry, make: Maker<T>): T {
  const value = walkField(field, make);
  const { min, max } = field.card;
  return max === 1 ? value : make.list(value, { min, max, unique: true });
}

/** Walks over an object that has each of these fields as a member. */
export function walkFields<T>(fields: readonly FieldEntry[], make: Maker<T>): T {
  return make.object(
    Object.fromEntries(
      fields.map((field) => {
        const { min, max } = field.card;
        return [field.id, { of: walkValues(field, make), optional: min === 0 && max === 1 }];
      }),
    ),
  );
}

/** @param isSet - Whether lists are sets and always there. */
function walkType<T>(type: FieldType, make: Maker<T>, isSet: boolean, law?: Law): T {
  switch (type.t) {
    case "bool":
      return make.boolean();
    case "int":
      return make.integer(type.min, type.max);
    case "record":
    case "personName":
      return make.object(membersOf(type, make, isSet), type.t === "record" ? law : NAME_LAW);
    case "choice":
      return make.choice(
        Object.fromEntries(
          Object.entries(type.of).map(([kind, of]) => [kind, walkType(of, make, isSet)]),
        ),
      );
    case "sameAs":
      // It has the type of the field that is corrected, which the group knows.
      return make.json();
    default:
      return make.text(type);
  }
}

function membersOf<T>({ members }: RecordType, make: Maker<T>, isSet: boolean): Members<T> {
  return Object.fromEntries(
    members.map(({ id, type, card: { min, max } }) => {
      const value = walkType(type, make, isSet);
      // Inside a leaf a list may be a position for each dimension (stat.cells), so values may repeat.
      const of = max > 1 ? make.list(value, { min, max, unique: isSet }) : value;
      return [id, { of, optional: min === 0 && !(max > 1 && isSet) }];
    }),
  );
}

type RecordType = Extract<FieldType, { readonly t: "record" | "personName" }>;

/** Fields that name a ladder and one of its rungs. */
const RUNG_FIELDS: ReadonlySet<string> = new Set(["onward.rungs"]);
