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
}

/** Adds to the notes of a type. A type that is derived by a further check keeps them. */
export function note<T extends z.ZodType>(schema: T, more: Note): T {
  NOTES.add(schema, { ...NOTES.get(schema), ...more });
  return schema;
}

/** The notes of a type. */
export function noteOf(schema: z.ZodType): Note {
  return NOTES.get(schema) ?? {};
}

const NOTES = z.registry<Note>();
