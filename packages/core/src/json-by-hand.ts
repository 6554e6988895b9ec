import { CoreError } from "./core-error.ts";
import type { Json } from "./json-value.ts";

/**
 * Parses JSON without the engine's parser, for texts with escapes in member names.
 *
 * Engines have mistaken a name written with an escape for a name from an earlier text
 * (https://github.com/nodejs/node/issues/63785). Two equal members then look different, and a value
 * appears under a name that nobody signed.
 *
 * The last of repeated members wins, and lone surrogates pass: the caller refuses both. Recursive, so
 * the caller must bound the depth.
 *
 * @throws {@link CoreError} `JSON_MALFORMED`.
 */
export function readByHand(text: string): Json {
  const cursor: Cursor = { text, at: 0 };
  const value = readValue(cursor);
  skipSpace(cursor);
  return cursor.at === text.length ? value : fail();
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readValue(cursor: Cursor): Json {
  skipSpace(cursor);
  const sign = cursor.text[cursor.at];
  if (sign === "{") return readObject(cursor);
  if (sign === "[") return readArray(cursor);
  if (sign === '"') return readString(cursor);
  const word = match(cursor, WORD);
  if (word === undefined) return Number(match(cursor, NUMBER) ?? fail());
  return word === "null" ? null : word === "true";
}

function readObject(cursor: Cursor): Json {
  const object: Record<string, Json> = {};
  cursor.at++;
  if (takes(cursor, "}")) return object;
  do {
    skipSpace(cursor);
    const name = readString(cursor);
    if (!takes(cursor, ":")) fail();
    const value = readValue(cursor);
    // Assigning to __proto__ would not create a member, so the caller could not refuse it.
    if (name === "__proto__") Object.defineProperty(object, name, { ...MEMBER, value });
    else object[name] = value;
  } while (takes(cursor, ","));
  return takes(cursor, "}") ? object : fail();
}

function readArray(cursor: Cursor): Json {
  const array: Json[] = [];
  cursor.at++;
  if (takes(cursor, "]")) return array;
  do array.push(readValue(cursor));
  while (takes(cursor, ","));
  return takes(cursor, "]") ? array : fail();
}

function readString(cursor: Cursor): string {
  if (cursor.text[cursor.at] !== '"') fail();
  cursor.at++;
  let result = "";
  for (;;) {
    result += match(cursor, PLAIN) ?? "";
    const sign = cursor.text[cursor.at];
    cursor.at++;
    if (sign === '"') return result;
    if (sign !== "\\") fail();
    result += readEscape(cursor);
  }
}

function readEscape(cursor: Cursor): string {
  const sign = cursor.text[cursor.at] ?? "";
  cursor.at++;
  if (sign !== "u") return ESCAPES.get(sign) ?? fail();
  return String.fromCharCode(Number.parseInt(match(cursor, HEX) ?? fail(), 16));
}

function takes(cursor: Cursor, sign: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== sign) return false;
  cursor.at++;
  return true;
}

function skipSpace(cursor: Cursor): void {
  match(cursor, SPACE);
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  cursor.at += found?.length ?? 0;
  return found;
}

function fail(): never {
  throw new CoreError("JSON_MALFORMED", "the text is not JSON");
}

const MEMBER = { configurable: true, enumerable: true, writable: true };
const SPACE = /[ \t\n\r]*/y;
const WORD = /null|true|false/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Every UTF-16 unit except control characters, the quotation mark and the backslash. */
const PLAIN = /[ !#-[\]-\uffff]+/y;
const HEX = /[0-9a-fA-F]{4}/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
