import { createIssue, type SchemaIssue } from "./issue.ts";

/** What one object may hold at most. */
export interface JsonBounds {
  /** Levels of arrays and objects. */
  readonly depth: number;
  /** Members and elements, all levels together. */
  readonly values: number;
  /** UTF-16 units of all texts and names together. */
  readonly text: number;
}

/** Bounds of every object that this package reads. */
export const BOUNDS: JsonBounds = { depth: 16, values: 65_536, text: 1_048_576 };

/**
 * What keeps a value from being plain JSON within bounds, or `undefined`.
 *
 * Runs before any other check and stops at the first finding, so that garbage costs no more than
 * the bounds allow. Lists of open values take the place of recursion: neither a document nested
 * eight thousand deep nor a cycle reaches the end of the stack.
 */
export function findJsonIssue(
  input: unknown,
  bounds: JsonBounds = BOUNDS,
): SchemaIssue | undefined {
  const open: unknown[] = [input];
  const depths: number[] = [1];
  let values = 1;
  let text = 0;
  while (open.length > 0) {
    const value = open.pop();
    const depth = depths.pop() ?? 0;
    if (!isPlain(value)) return createIssue("NOT_JSON", []);
    if (typeof value === "string") text += value.length;
    if (typeof value === "object" && value !== null) {
      if (depth > bounds.depth) return createIssue("TOO_DEEP", []);
      const names = Array.isArray(value) ? undefined : Object.keys(value);
      values += names?.length ?? (value as unknown[]).length;
      // Before the members are opened: an array of a billion holes is refused by its length.
      if (values > bounds.values) return createIssue("TOO_LARGE", []);
      text += pushMembers(open, value, names);
      while (depths.length < open.length) depths.push(depth + 1);
    }
    if (text > bounds.text) return createIssue("TOO_LARGE", []);
  }
  return undefined;
}

/** Opens the members of a value. Returns the length of all names. */
function pushMembers(open: unknown[], value: object, names: readonly string[] | undefined): number {
  if (names === undefined) {
    // By index, not by spreading: a hole reads as undefined and is refused.
    const list = value as readonly unknown[];
    for (let index = 0; index < list.length; index++) open.push(list[index]);
    return 0;
  }
  let length = 0;
  for (const name of names) {
    length += name.length;
    open.push((value as Readonly<Record<string, unknown>>)[name]);
  }
  return length;
}

/** Whether nothing of a value itself, its members aside, is lost when it is written as JSON. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return true;
  if (typeof value !== "object") return Number.isFinite(value);
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return (
    (prototype === null || Object.getPrototypeOf(prototype) === null) &&
    Object.getOwnPropertySymbols(value).length === 0 &&
    // Readers that copy members by assignment would set the prototype instead.
    !Object.hasOwn(value, "__proto__")
  );
}
