import * as z from "zod";
import type { TextType } from "./find-text.ts";

/**
 * What a zod type checks by a function, in a form that a JSON Schema can be made from.
 *
 * Zod knows that a value is a text. Which text it may be is known to our own checks alone, so a note
 * beside the type says it.
 */
export interface Note {
  /** One value of this field. */
  readonly field?: string;
  /** A text of the catalogue. */
  readonly text?: TextType;
  /** Another text: its expression, and its length in UTF-16 units at most. */
  readonly form?: { readonly pattern: string; readonly max: number };
  /** Elements of a list. */
  readonly count?: { readonly min: number; readonly max: number };
  /** No element twice. */
  readonly unique?: true;
  /** A ladder and one of its rungs. */
  readonly rung?: true;
  /** What a person writes here, as a phrase that begins small: for errors and descriptions. */
  readonly says?: string;
  /** Members that there were once, each with a sentence that says what to write now. */
  readonly retired?: Readonly<Record<string, string>>;
  /** A code by its form: as the name of a member it may be told. */
  readonly code?: true;
  /** A value of a case: an error names nothing that is near to it. */
  readonly ofCase?: true;
}

/** Adds to the notes of a type. A type that is derived by a further check keeps them. */
export function note<T extends z.ZodType>(schema: T, more: Note): T {
  NOTES.add(schema, { ...NOTES.get(schema), ...more });
  return schema;
}

/** The same type with a note of its own: types are shared, and what is said of one place is not. */
export function described<T extends z.ZodType>(schema: T, says: string, more: Note = {}): T {
  return note(schema.clone(), { ...more, says });
}

/** Names the type that a function checks, where the value has to stay as it was written. */
export function checkedAs<T extends z.ZodType>(schema: T, as: z.ZodType): T {
  CHECKED.set(schema, as);
  return schema;
}

/** The type that {@link checkedAs} named. */
export function checkedTypeOf(schema: z.ZodType): z.ZodType | undefined {
  return CHECKED.get(schema);
}

/** The notes of a type. */
export function noteOf(schema: z.ZodType): Note {
  return NOTES.get(schema) ?? {};
}

const NOTES = z.registry<Note>();
/** No note: zod would take the types in a note apart. */
const CHECKED = new WeakMap<z.ZodType, z.ZodType>();
