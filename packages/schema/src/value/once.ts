import type * as z from "zod";

/**
 * Builds a schema when it is first asked for, and keeps it under its key.
 *
 * Building all schemas takes longer than a process that reads one message may live.
 */
export function once<T>(key: string, build: () => z.ZodType<T>): z.ZodType<T> {
  const known = schemas.get(key) as z.ZodType<T> | undefined;
  if (known !== undefined) return known;
  const schema = build();
  schemas.set(key, schema);
  return schema;
}

const schemas = new Map<string, z.ZodType>();
