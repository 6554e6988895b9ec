import type * as z from "zod";

/**
 * Builds a zod type when it is first asked for, and keeps it under its key.
 *
 * To build all types takes longer than many a process lives that reads one message.
 */
export function once<T>(key: string, build: () => z.ZodType<T>): z.ZodType<T> {
  const known = schemas.get(key) as z.ZodType<T> | undefined;
  if (known !== undefined) return known;
  const schema = build();
  schemas.set(key, schema);
  return schema;
}

const schemas = new Map<string, z.ZodType>();
