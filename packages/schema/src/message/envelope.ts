import type { Json } from "@safepassage/core";
import * as z from "zod";
import { FIELDS } from "../catalogue/catalogue.ts";
import type { FieldEntry } from "../catalogue/types.ts";
import { once } from "../value/once.ts";
import { fieldSchema, type ValueOptions } from "../value/value-schema.ts";
import type { Clear, DraftClear, Private } from "./message-model.ts";

/** The clear part of a message, under field ids. */
export function clearSchema(options: ValueOptions = {}): z.ZodType<Clear> {
  return once(`clear ${options.test ?? true}`, () => placeSchema(isClear, options));
}

/** {@link clearSchema} before the digests of the hidden parts exist. */
export function draftClearSchema(options: ValueOptions = {}): z.ZodType<DraftClear> {
  return once(`draft ${options.test ?? true}`, () =>
    placeSchema((field) => isClear(field) && !DIGEST_FIELDS.has(field.id), options),
  );
}

/** The part that is destroyed at erasure, under field ids. */
export function privateSchema(options: ValueOptions = {}): z.ZodType<Private> {
  return once(`private ${options.test ?? true}`, () =>
    placeSchema((field) => field.place === "private", options),
  );
}

/** Fields that hold digests of hidden parts; on the wire they are not claims but `_sd`. */
export const DIGEST_FIELDS: ReadonlySet<string> = new Set([
  "env.digest.private",
  "env.digest.body",
]);

const isClear = (field: FieldEntry): boolean => field.place === "clear";

function placeSchema<T>(
  belongs: (field: FieldEntry) => boolean,
  options: ValueOptions,
): z.ZodType<T> {
  const shape: Record<string, z.ZodType<Json | undefined>> = {};
  for (const field of FIELDS) {
    if (!belongs(field)) continue;
    const schema = fieldSchema(field.id, options);
    const optional = field.card.min === 0 && field.card.max === 1;
    shape[field.id] = optional ? schema.optional() : schema;
  }
  // The shape is built from data, so the compiler cannot see that it is T; the tests can.
  return z.strictObject(shape) as unknown as z.ZodType<T>;
}
