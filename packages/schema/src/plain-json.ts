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
 * the bounds allow. A list of open values takes the place of recursion: neither a document nested
 * eight thousand deep nor a cycle reaches the end of the stack.
 */
export function findJsonIssue(
  input: unknown,
  bounds: JsonBounds = BOUNDS,
): SchemaIssue | undefined {
  const open: [value: unknown, depth: number][] = [[input, 1]];
  let values = 1;
  let text = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next;
    if (typeof value === "string") text += value.length;
    else if (typeof value === "object" && value !== null) {
      const members = membersOf(value);
      if (members === undefined) return createIssue("NOT_JSON", []);
      if (depth > bounds.depth) return createIssue("TOO_DEEP", []);
      values += members.length;
      if (values > bounds.values) return createIssue("TOO_LARGE", []);
      for (const [name, member] of members) {
        text += name.length;
        open.push([member, depth + 1]);
      }
    } else if (!isScalar(value)) return createIssue("NOT_JSON", []);
    if (text > bounds.text) return createIssue("TOO_LARGE", []);
  }
  return undefined;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}

/** Elements or members, or `undefined` for what would not survive being written as JSON. */
function membersOf(value: object): readonly (readonly [string, unknown])[] | undefined {
  // Not `map`: a hole must read as undefined and be refused.
  if (Array.isArray(value)) return Array.from(value, (element) => ["", element] as const);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain || Object.getOwnPropertySymbols(value).length > 0) return undefined;
  // Readers that copy members by assignment would set the prototype instead.
  return Object.hasOwn(value, "__proto__") ? undefined : Object.entries(value);
}
