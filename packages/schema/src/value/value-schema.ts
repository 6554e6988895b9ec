import type { Json } from "@safepassage/core";
import * as z from "zod";
import { findField, rankOf } from "../catalogue/catalogue.ts";
import type { FieldMember, FieldType } from "../catalogue/types.ts";
import { note } from "./note.ts";
import { findNameIssue, type NameForms } from "./person-name.ts";
import { findJsonIssue } from "./plain-json.ts";
import { refuse } from "./refuse.ts";
import { SchemaError } from "./schema-error.ts";
import { textSchema } from "./text-schema.ts";

export interface ValueOptions {
  /**
   * Whether the countries XA to XE, which exist only in tests, are admitted. Default true: one
   * value does not know whether it travels in a test. A message decides it by `env.test`, and
   * every parser of messages passes it on.
   */
  readonly test?: boolean;
}

/**
 * The zod type of one value of a field; a field with several values has several values of it.
 *
 * Built from the type in the catalogue when first asked for, and kept.
 *
 * @throws {@link SchemaError} `SCHEMA_FIELD_UNKNOWN`.
 */
export function valueSchema(fieldId: string, { test = true }: ValueOptions = {}): z.ZodType<Json> {
  const cache = test ? testSchemas : productionSchemas;
  const known = cache.get(fieldId);
  if (known !== undefined) return known;

  const field = findField(fieldId);
  if (field === undefined) {
    throw new SchemaError("SCHEMA_FIELD_UNKNOWN", "the catalogue has no such field");
  }
  // In clear and private a list is always there, if only empty: absence and emptiness are one.
  const listsRequired = field.place === "clear" || field.place === "private";
  const schema = typeSchema(field.type, { test, listsRequired });
  const checked = note(
    fieldId === "onward.rungs" ? note(schema.check(checkRung), { rung: true }) : schema,
    { field: fieldId },
  );
  cache.set(fieldId, checked);
  return checked;
}

/** All values of a field in an object: one value, or a list where the field has several. */
export function fieldSchema(fieldId: string, options: ValueOptions = {}): z.ZodType<Json> {
  const value = valueSchema(fieldId, options);
  const field = findField(fieldId);
  if (field === undefined || field.card.max === 1) return value;
  return listSchema(value, field.card.min, field.card.max);
}

/** A list of `min` to `max` values, none twice. */
export function listSchema(item: z.ZodType<Json>, min: number, max: number): z.ZodType<Json> {
  const list = boundedList(item, min, max).check((payload) => {
    const seen = new Set<string>();
    payload.value.forEach((value, index) => {
      const key = typeof value === "string" ? value : JSON.stringify(value);
      if (seen.has(key)) refuse(payload, "REPEATED", [index]);
      seen.add(key);
    });
  });
  return note(list, { unique: true });
}

/** A list of `min` to `max` values, counted before any of them is looked at. */
export function boundedList<T>(
  item: z.ZodType<T>,
  min: number,
  max: number,
): z.ZodType<readonly T[]> {
  const counted = z.array(z.unknown()).check((payload) => {
    const { length } = payload.value;
    if (length < min || length > max) refuse(payload, "COUNT_OUT_OF_RANGE");
  });
  return note(counted.pipe(z.array(item)), { count: { min, max } });
}

interface TypeContext {
  readonly test: boolean;
  readonly listsRequired: boolean;
}

function typeSchema(type: FieldType, context: TypeContext): z.ZodType<Json> {
  switch (type.t) {
    case "bool":
      return z.boolean();
    case "int":
      return z.int().min(type.min).max(type.max);
    case "record":
      return recordSchema(type.members, context);
    case "personName":
      return note(recordSchema(type.members, context).check(checkName), { name: true });
    case "choice": {
      const options = Object.entries(type.of).map(([kind, option]) =>
        z.strictObject({ kind: z.literal(kind), value: typeSchema(option, context) }),
      );
      return z.discriminatedUnion("kind", options as [(typeof options)[number]]);
    }
    case "sameAs":
      // What the value must be is known only beside its target: see the body.
      return z.custom<Json>((value) => findJsonIssue(value) === undefined);
    default:
      return textSchema(type, context.test);
  }
}

function recordSchema(
  members: readonly FieldMember[],
  context: TypeContext,
): z.ZodType<Record<string, Json>> {
  const shape: Record<string, z.ZodType<Json | undefined>> = {};
  for (const { id, type, card } of members) {
    const value = typeSchema(type, context);
    // Inside a leaf a list may be a position for each dimension (stat.cells), so values may repeat.
    const list = context.listsRequired
      ? listSchema(value, card.min, card.max)
      : boundedList(value, card.min, card.max);
    const all = card.max > 1 ? list : value;
    const optional = card.min === 0 && !(card.max > 1 && context.listsRequired);
    shape[id] = optional ? all.optional() : all;
  }
  return z.strictObject(shape) as unknown as z.ZodType<Record<string, Json>>;
}

function checkName(payload: z.core.ParsePayload<unknown>): void {
  const issue = findNameIssue(payload.value as NameForms);
  if (issue !== undefined) refuse(payload, issue);
}

function checkRung(payload: z.core.ParsePayload<Json>): void {
  const { ladder, rung } = payload.value as { readonly ladder: string; readonly rung: string };
  if (rankOf(ladder, rung) === undefined) refuse(payload, "RUNG_UNKNOWN");
}

const testSchemas = new Map<string, z.ZodType<Json>>();
const productionSchemas = new Map<string, z.ZodType<Json>>();
