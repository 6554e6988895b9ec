import type { Json } from "@safepassage/core";
import * as z from "zod";
import { findField } from "../catalogue/catalogue.ts";
import type { Code, LegalBasis, ShortList } from "../catalogue/codes.ts";
import { checkOf, findRepeated } from "./check.ts";
import {
  findTextIssue,
  formFinder,
  isTextType,
  type TextFinder,
  type TextType,
  textFinder,
} from "./find-text.ts";
import { note } from "./note.ts";
import { SchemaError } from "./schema-error.ts";
import { once, refuse } from "./zod-types.ts";

/*
 * Parts of the zod types of fixed shapes: receipts, agreements, consents. The value of a field is not
 * described here: zod hands it to the check that the catalogue makes.
 */

/** What a zod type reads: nobody changes it. */
export type Output<Type extends z.ZodType> = Immutable<z.output<Type>>;

type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Immutable<T[Name]> }
    : T;

export interface ValueOptions {
  /**
   * Whether the countries XA to XE, which exist only in tests, are admitted. Default true: one value
   * does not know whether it travels in a test. In a message `env.test` decides.
   */
  readonly test?: boolean;
}

/**
 * The zod type of one value of a field; a field with several values has several values of it.
 *
 * @throws {@link SchemaError} `SCHEMA_FIELD_UNKNOWN`.
 */
export function valueSchema(fieldId: string, { test = true }: ValueOptions = {}): z.ZodType<Json> {
  const check = checkOf(fieldId, test);
  if (check === undefined) {
    throw new SchemaError("SCHEMA_FIELD_UNKNOWN", "the catalogue has no such field");
  }
  return once(`value ${fieldId} ${test}`, () => {
    const schema = z.custom<Json>().check((payload) => {
      for (const { code, path } of check(payload.value) ?? []) refuse(payload, code, path);
    });
    const type = findField(fieldId)?.type;
    const text = type !== undefined && isTextType(type) ? { text: type } : {};
    return note(schema, { field: fieldId, ...text });
  });
}

/** What TypeScript knows of a text of the catalogue: the codes of a short list, or any text. */
export type TextOf<Type extends TextType> = Type extends { readonly list: infer List }
  ? List extends ShortList
    ? Code<List>
    : string
  : Type extends { readonly pattern: "legal_basis" }
    ? LegalBasis
    : string;

/** The zod type of a text of the catalogue. Each text gets at most one issue. */
export function textSchema<const Type extends TextType>(
  type: Type,
  test = true,
): z.ZodType<TextOf<Type>> {
  const schema = note(boundedText(textFinder(type, test)), { text: type });
  // The check knows the list; the compiler cannot see that it does.
  return schema as unknown as z.ZodType<TextOf<Type>>;
}

export const agency = () => textSchema({ t: "agency" });
export const digest = () => textSchema({ t: "digest", alg: "sha-256" });
/** 128 random bits. */
export const opaque = () => textSchema({ t: "opaque", bits: 128 });
/** Seconds since 1970, to the end of the year 9999. */
export const numericDate = () => z.int().min(0).max(253_402_300_799);

/** A clean text of at most `max` UTF-16 units that an expression matches. */
export function formText(pattern: RegExp, max: number): z.ZodType<string> {
  return note(boundedText(formFinder(pattern, max)), { form: { pattern: pattern.source, max } });
}

/** Most purposes of an agreement, a consent or an authorisation: room for those to come. */
export const MAX_PURPOSES = 64;

/** Most fields and kinds of a scope: all that the catalogue has, and room for those to come. */
export const MAX_SCOPE = 512;

type List<T> = z.ZodType<readonly T[]>;

/** A list of `min` to `max` values, none twice. */
export function listSchema<T>(item: z.ZodType<T>, min: number, max: number): List<T> {
  const list = boundedList(item, min, max).check((payload) => {
    for (const index of findRepeated(payload.value)) refuse(payload, "REPEATED", [index]);
  });
  return note(list, { unique: true });
}

/** A list of `min` to `max` values, counted before any of them is looked at. */
export function boundedList<T>(item: z.ZodType<T>, min: number, max: number): List<T> {
  const counted = z.array(z.unknown()).check((payload) => {
    const { length } = payload.value;
    if (length < min || length > max) refuse(payload, "COUNT_OUT_OF_RANGE");
  });
  return note(counted.pipe(z.array(item)), { count: { min, max } });
}

function boundedText({ max, find }: TextFinder): z.ZodType<string> {
  return z.string().check((payload) => {
    const issue = findTextIssue(payload.value, max, find);
    if (issue !== undefined) refuse(payload, issue);
  });
}
