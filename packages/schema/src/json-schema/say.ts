import type * as z from "zod";
import { BODY_BOUNDS, FIELDS, findField, KINDS, LADDERS } from "../catalogue/catalogue.ts";
import { checkedTypeOf, type Note, noteOf } from "../note.ts";
import { valueSchema } from "../value-schema.ts";
import { describeField } from "./describe-field.ts";
import { type Definitions, type JsonSchema, when } from "./json-schema.ts";
import { sayForm, sayText } from "./say-text.ts";

/**
 * Says in JSON Schema what a zod type of this package accepts, as far as keywords can.
 *
 * Structure comes from the type itself, and what it checks by functions from its notes. A type that
 * nobody has taught this to say is an error, so that nothing is left out in silence.
 *
 * @throws TypeError for such a type.
 */
export function say(schema: z.ZodType, defs: Definitions): JsonSchema {
  const note = noteOf(schema);
  const said = sayField(schema, note, defs);
  if (note.says === undefined) return said;
  const description = `${note.says.charAt(0).toUpperCase()}${note.says.slice(1)}.`;
  const { description: _, ...rest } = said;
  return { description, ...rest };
}

function sayField(schema: z.ZodType, note: Note, defs: Definitions): JsonSchema {
  const { field } = note;
  if (field === undefined) return sayNoted(schema, note, defs);
  return defs.refer(field, () => ({ ...describeField(field), ...sayNoted(schema, note, defs) }));
}

function sayNoted(schema: z.ZodType, note: Note, defs: Definitions): JsonSchema {
  const checked = checkedTypeOf(schema);
  if (checked !== undefined) return say(checked, defs);
  if (note.text !== undefined) return sayText(note.text, defs);
  if (note.form !== undefined) return sayForm(note.form.pattern, note.form.max, defs);
  const said = sayStructure(schema, defs);
  if (said.type === "array") return { ...said, ...sayCount(note) };
  if (note.group === true) return { ...said, allOf: sayKinds(defs) };
  if (note.rung === true) return { ...said, anyOf: sayRungs() };
  if (note.name === true) return { ...said, ...NATIVE_NAME };
  return said.additionalProperties === false || note.count === undefined
    ? said
    : { ...said, maxProperties: note.count.max };
}

function sayStructure(schema: z.ZodType, defs: Definitions): JsonSchema {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return sayPlainText(schema as unknown as z.ZodString);
    case "boolean":
      return { type: "boolean" };
    case "number": {
      const { minValue, maxValue } = schema as unknown as z.ZodNumber;
      if (minValue === null || maxValue === null) break;
      return { type: "integer", minimum: minValue, maximum: maxValue };
    }
    case "literal":
      return { const: String(def.values[0]) };
    case "enum":
      return { type: "string", enum: Object.values(def.entries).map(String) };
    case "optional":
      return sayInner(def.innerType, defs);
    case "nullable":
      return { anyOf: [sayInner(def.innerType, defs), { type: "null" }] };
    case "pipe":
      return sayInner(def.out, defs);
    case "array":
      return { type: "array", items: sayInner(def.element, defs) };
    case "union":
      return { oneOf: def.options.map((option) => sayInner(option, defs)) };
    case "record":
      return {
        type: "object",
        propertyNames: sayInner(def.keyType, defs),
        additionalProperties: sayInner(def.valueType, defs),
      };
    case "object":
      return sayObject(def.shape as Readonly<Record<string, z.ZodType>>, defs);
    case "unknown":
    case "custom":
      // Any JSON: what it must be is said where it stands.
      return {};
    default:
      break;
  }
  throw new TypeError(`nobody has taught how to say the zod type ${def.type}`);
}

/** A text that zod itself bounds. What else is asked of it, its description says. */
function sayPlainText({ minLength, maxLength, def }: z.ZodString): JsonSchema {
  const checks: readonly object[] = [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)];
  const [pattern] = checks.flatMap((check) =>
    "pattern" in check && check.pattern instanceof RegExp ? [check.pattern] : [],
  );
  return {
    type: "string",
    ...(minLength === null ? {} : { minLength }),
    ...(maxLength === null ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
}

function sayInner(schema: z.core.$ZodType, defs: Definitions): JsonSchema {
  return say(schema as unknown as z.ZodType, defs);
}

function sayObject(shape: Readonly<Record<string, z.ZodType>>, defs: Definitions): JsonSchema {
  const members = Object.entries(shape);
  return {
    type: "object",
    properties: Object.fromEntries(members.map(([name, type]) => [name, say(type, defs)])),
    required: members.flatMap(([name, type]) => (type.def.type === "optional" ? [] : [name])),
    additionalProperties: false,
  };
}

function sayCount({ count, unique }: Note): JsonSchema {
  if (count === undefined) return {};
  return {
    ...(count.min > 0 ? { minItems: count.min } : {}),
    maxItems: count.max,
    ...(unique === true ? { uniqueItems: true } : {}),
  };
}

/**
 * The leaves of a group, by its kind. A kind that the catalogue does not have is refused by rule
 * R71 and not here, so that a message about a threat to life can reach a person.
 */
function sayKinds(defs: Definitions): JsonSchema[] {
  const kinds = Object.keys(KINDS);
  const leaves = (fields: readonly string[], types: readonly JsonSchema[]): JsonSchema => ({
    properties: {
      leaves: { items: { properties: { f: { enum: fields } } }, allOf: types },
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
        { properties: { f: { const: field } } },
        { properties: { v: say(valueSchema(field), defs) } },
      ),
    );
    const counts = fields.flatMap((field) => {
      const max = findField(field)?.card.max ?? 1;
      // A group has no more leaves than that anyway.
      if (max >= BODY_BOUNDS.leaves) return [];
      const contains = { properties: { f: { const: field } }, required: ["f"] };
      return [{ contains, minContains: 0, maxContains: max }];
    });
    return { items: { allOf: types }, allOf: counts };
  });
}

const leafFields = (kind: string): readonly string[] =>
  FIELDS.flatMap(({ id, place, group }) => (place === "leaf" && group === kind ? [id] : []));

function sayRungs(): JsonSchema[] {
  return Object.entries(LADDERS).map(([ladder, rungs]) => ({
    properties: { ladder: { const: ladder }, rung: { enum: rungs.map(({ rung }) => rung) } },
  }));
}

/** Native names are in Latin letters, and no others. That both forms are equal, nothing can say. */
const NATIVE_NAME: JsonSchema = when(
  { properties: { scheme: { const: "native" } } },
  { properties: { script: { const: "Latn" } } },
  { properties: { script: { not: { const: "Latn" } } } },
);
