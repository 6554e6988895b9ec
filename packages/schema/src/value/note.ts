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
  /** What to write here, as a phrase in lower case, for errors and descriptions. */
  readonly says?: string;
  /** How it is written, with an example, to follow "Write it". */
  readonly written?: string;
  /** Former members, each with a sentence that says what to write now. */
  readonly retired?: Readonly<Record<string, string>>;
  /** A code: it may be shown where it is the name of a member. */
  readonly code?: true;
  /** A value of a case: an error suggests no code near to it. */
  readonly ofCase?: true;
}

/** Adds to the notes of a type. A type that is derived by a further check keeps them. */
export function note<T extends z.ZodType>(schema: T, more: Note): T {
  NOTES.add(schema, { ...NOTES.get(schema), ...more });
  return schema;
}

/** Copies a type and adds a note: a type serves several places, and the note is for one. */
export function described<T extends z.ZodType>(schema: T, says: string, more: Note = {}): T {
  return note(schema.clone(), { ...more, says });
}

/** Names the type that a function checks, if the value must stay as it was written. */
export function checkedAs<T extends z.ZodType>(schema: T, as: z.ZodType): T {
  CHECKED.set(schema, as);
  return schema;
}

/** The type that {@link checkedAs} named. */
export function checkedTypeOf(schema: z.core.$ZodType): z.ZodType | undefined {
  return CHECKED.get(schema);
}

/** The notes of a type. */
export function noteOf(schema: z.core.$ZodType): Note {
  return NOTES.get(schema) ?? {};
}

const NOTES = z.registry<Note>();
/** No note: zod would take the types in a note apart. */
const CHECKED = new WeakMap<z.core.$ZodType, z.ZodType>();
