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
 * the bounds allow. It recurses no deeper than the bound: neither a document nested eight thousand
 * deep nor a cycle exhausts the stack.
 */
export function findJsonIssue(input: unknown, bounds = BOUNDS): SchemaIssue | undefined {
  const code = visit(input, 1, { bounds, values: 1, text: 0 });
  return code === undefined ? undefined : createIssue(code, []);
}

type Members = Readonly<Record<string, unknown>>;
type JsonFault = "NOT_JSON" | "TOO_DEEP" | "TOO_LARGE";

interface Count {
  readonly bounds: JsonBounds;
  values: number;
  text: number;
}

function visit(value: unknown, depth: number, count: Count): JsonFault | undefined {
  if (typeof value === "string") return addText(value.length, count);
  if (typeof value !== "object" || value === null) {
    return isPlain(value) ? undefined : "NOT_JSON";
  }
  if (!isPlain(value)) return "NOT_JSON";
  if (depth > count.bounds.depth) return "TOO_DEEP";
  return Array.isArray(value)
    ? visitArray(value, depth, count)
    : visitObject(value as Members, depth, count);
}

function visitArray(array: readonly unknown[], depth: number, count: Count): JsonFault | undefined {
  count.values += array.length;
  // Before the elements are looked at: an array of a billion holes is refused by its length.
  if (count.values > count.bounds.values) return "TOO_LARGE";
  // By index, so that a hole reads as undefined and is refused.
  for (let index = 0; index < array.length; index++) {
    const fault = visit(array[index], depth + 1, count);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function visitObject(object: Members, depth: number, count: Count): JsonFault | undefined {
  const names = Object.keys(object);
  count.values += names.length;
  if (count.values > count.bounds.values) return "TOO_LARGE";
  for (const name of names) {
    const value = object[name];
    // Most members are texts, and their length is enough.
    const isText = typeof value === "string";
    const fault =
      addText(isText ? name.length + value.length : name.length, count) ??
      (isText ? undefined : visit(value, depth + 1, count));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function addText(length: number, count: Count): "TOO_LARGE" | undefined {
  count.text += length;
  return count.text > count.bounds.text ? "TOO_LARGE" : undefined;
}

/** Whether JSON can hold a value without loss. Its members are not looked at. */
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
