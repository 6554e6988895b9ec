import * as z from "zod";
import type { TextType } from "./find-text.ts";

/**
 * What a zod type checks by a function, stated so that it can be written in another language too.
 *
 * Zod knows that a value is a text; which text it may be, our own checks say. A JSON Schema is made
 * from the zod types and these notes, so that there is one place where a shape is stated.
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

/** Adds to what is noted of a type. Zod hands notes on to what is derived by a further check. */
export function note<T extends z.ZodType>(schema: T, more: Note): T {
  NOTES.add(schema, { ...NOTES.get(schema), ...more });
  return schema;
}

/** What is noted of a type. */
export function noteOf(schema: z.ZodType): Note {
  return NOTES.get(schema) ?? {};
}

const NOTES = z.registry<Note>();
