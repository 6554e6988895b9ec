import { BODY_BOUNDS, FIELDS, KINDS, LADDERS } from "../catalogue/catalogue.ts";
import type { FieldEntry } from "../catalogue/types.ts";
import type { Law } from "../value/laws.ts";
import { type ListBounds, type Maker, type Members, walkField } from "../value/walk.ts";
import { describeField } from "./describe-field.ts";
import { type Definitions, type JsonSchema, when } from "./json-schema.ts";
import { sayForm, sayText } from "./say-text.ts";

/** Makes a JSON Schema for each part that a walk finds, as far as keywords can say it. */
export function createSayings(defs: Definitions): Maker<JsonSchema> {
  return {
    text: (type) => sayText(type, defs),
    form: (pattern, max) => sayForm(pattern.source, max, defs),
    string: () => ({ type: "string" }),
    boolean: () => ({ type: "boolean" }),
    integer: (minimum, maximum) => ({ type: "integer", minimum, maximum }),
    // The law of the object around it says more.
    json: () => ({}),
    any: () => ({}),
    list: (items, bounds) => ({ type: "array", items, ...sayBounds(bounds) }),
    object: (members, law) => ({ ...sayObject(members), ...(law && LAWS[law.id](defs)) }),
    map: (propertyNames, additionalProperties, maxProperties) => ({
      type: "object",
      propertyNames,
      additionalProperties,
      maxProperties,
    }),
    choice: (of) => ({
      oneOf: Object.entries(of).map(([kind, value]) =>
        sayObject({
          kind: { of: { const: kind }, optional: false },
          value: { of: value, optional: false },
        }),
      ),
    }),
    field: (id, make) => defs.refer(id, () => ({ ...describeField(id), ...make() })),
  };
}

/** A ladder, and one of its rungs. */
export function sayRungs(): JsonSchema {
  return {
    anyOf: Object.entries(LADDERS).map(([ladder, rungs]) => ({
      properties: { ladder: { const: ladder }, rung: { enum: rungs.map(({ rung }) => rung) } },
    })),
  };
}

/** How many elements a list has, and whether one may stand twice. */
export function sayBounds({ min, max, unique }: ListBounds): JsonSchema {
  return { ...(min > 0 && { minItems: min }), maxItems: max, ...(unique && { uniqueItems: true }) };
}

/** An object with these members and no other. */
export function sayObject(members: Members<JsonSchema>): JsonSchema {
  const all = Object.entries(members);
  return {
    type: "object",
    properties: Object.fromEntries(all.map(([name, { of }]) => [name, of])),
    required: all.flatMap(([name, { optional }]) => (optional ? [] : [name])),
    additionalProperties: false,
  };
}

/** What keywords can say of each law. */
const LAWS: Readonly<Record<Law["id"], (defs: Definitions) => JsonSchema>> = {
  // Native names are in Latin letters, and no others. That both forms are equal, no keyword says.
  name: () =>
    when(
      { properties: { scheme: { const: "native" } } },
      { properties: { script: { const: "Latn" } } },
      { properties: { script: { not: { const: "Latn" } } } },
    ),
  rung: sayRungs,
  // The kind of the group decides which leaves there are.
  leaf: () => ({}),
  group: (defs) => ({ allOf: sayKinds(defs) }),
};

/**
 * The leaves of a group, by its kind. A kind that the catalogue does not have is refused by rule
 * R71 and not here, so that a message about a threat to life can reach a person.
 */
function sayKinds(defs: Definitions): JsonSchema[] {
  const kinds = Object.keys(KINDS);
  const leaves = (fields: readonly FieldEntry[], types: readonly JsonSchema[]): JsonSchema => ({
    properties: {
      leaves: { items: { properties: { f: { enum: fields.map(({ id }) => id) } } }, allOf: types },
    },
  });
  const known = kinds.map((kind) =>
    when(
      { properties: { kind: { const: kind } } },
      leaves(leafFields(kind), [sayLeaves(kind, defs)]),
    ),
  );
  const all = kinds.map((kind) => sayLeaves(kind, defs));
  const unknown = when(
    { properties: { kind: { not: { enum: kinds } } } },
    leaves(kinds.flatMap(leafFields), all),
  );
  return [...known, unknown];
}

/** The values of the leaves of one kind, and how many leaves each of its fields may have. */
function sayLeaves(kind: string, defs: Definitions): JsonSchema {
  return defs.refer(`leaves.${kind}`, () => {
    const fields = leafFields(kind);
    const types = fields.map((field) =>
      when(
        { properties: { f: { const: field.id } } },
        { properties: { v: walkField(field, createSayings(defs)) } },
      ),
    );
    const counts = fields.flatMap(({ id, card: { max } }) => {
      // A group has no more leaves than that anyway.
      if (max >= BODY_BOUNDS.leaves) return [];
      const contains = { properties: { f: { const: id } }, required: ["f"] };
      return [{ contains, minContains: 0, maxContains: max }];
    });
    return { items: { allOf: types }, allOf: counts };
  });
}

const leafFields = (kind: string): readonly FieldEntry[] =>
  FIELDS.filter(({ place, group }) => place === "leaf" && group === kind);
