import { CoreError } from "./core-error.ts";
import { readByHand } from "./json-by-hand.ts";
import type { Json, JsonObject } from "./json-value.ts";

/** Limits of {@link parseJson}. */
export interface JsonLimits {
  /** Characters of the text. Default 1,048,576. */
  readonly maxLength?: number;
  /** Levels of arrays and objects. Default 32, at most 1,024. */
  readonly maxDepth?: number;
  /** Members and elements, all levels together. Default 65,536. */
  readonly maxValues?: number;
}

/**
 * Parses JSON strictly, within limits that are checked before the work is done.
 *
 * Stricter than RFC 8259, it refuses repeated members of one object, members named `__proto__`, lone
 * surrogates, a byte order mark, and numbers beyond an IEEE 754 double (RFC 7493). A number with
 * more digits than a double holds is rounded, as RFC 8259, Section 6 allows.
 *
 * @throws RangeError for an invalid limit.
 * @throws {@link CoreError} with a `JSON_*` code.
 */
export function parseJson(
  text: string,
  { maxLength = 1_048_576, maxDepth = 32, maxValues = 65_536 }: JsonLimits = {},
): Json {
  // Written so that NaN and undefined fail: comparisons with them would let everything pass.
  if (!(maxLength >= 0 && maxDepth >= 0 && maxDepth <= MAX_DEPTH && maxValues >= 0)) {
    throw new RangeError(`a limit is missing, or maxDepth is above ${MAX_DEPTH}`);
  }
  if (text.length > maxLength) {
    throw new CoreError("JSON_TOO_LARGE", `${text.length} characters, at most ${maxLength}`);
  }
  if (!text.isWellFormed()) throw new CoreError("JSON_BAD_TEXT", "the text has a lone surrogate");

  // A text holds fewer values than characters, so its length bounds them.
  const isShort = text.length <= SHORT && text.length <= maxValues && !text.includes("\\");
  const early = isShort ? tryNative(text) : undefined;
  if (early !== undefined && shortestLength(early, maxDepth) === text.length) return early;

  const { members, hasEscapedName } = scan(text, maxDepth, maxValues);
  // The engine's parser is not trusted with escapes in names.
  const value = hasEscapedName ? readByHand(text) : (early ?? parseNative(text));
  // Only an escape such as \ud800 can put a lone surrogate into a string of well-formed text.
  const mayHaveSurrogates = text.includes("\\u");
  // If the text has more members than the parsed value, one was repeated.
  if (countMembers(value, mayHaveSurrogates) !== members) {
    throw new CoreError("JSON_DUPLICATE_MEMBER", "an object has the same member twice");
  }
  return value;
}

/**
 * Counts members, checks the limits on depth and values, and looks for escapes in names, all without
 * parsing.
 *
 * Runs before the parser, so that a hostile text costs only one pass over its characters.
 */
function scan(text: string, maxDepth: number, maxValues: number) {
  let depth = 0;
  let members = 0;
  let separators = 0;
  let hasEscapedName = false;
  // Start of the last string, and the first backslash after it.
  let start = 0;
  let backslash = indexFrom(text, "\\", 0);
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // "
        start = i;
        i = endOfString(text, i);
        break;
      case 0x3a: // :
        members++;
        if (backslash < start) backslash = indexFrom(text, "\\", start);
        if (backslash < i) hasEscapedName = true;
        break;
      case 0x2c: // ,
        separators++;
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth++;
        if (depth > maxDepth) {
          throw new CoreError("JSON_TOO_DEEP", `more than ${maxDepth} levels`);
        }
        separators++;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      default:
    }
  }
  if (separators > maxValues) {
    throw new CoreError("JSON_TOO_MANY", `more than ${maxValues} values`);
  }
  return { members, hasEscapedName };
}

function indexFrom(text: string, sign: string, start: number): number {
  const index = text.indexOf(sign, start);
  return index === -1 ? text.length : index;
}

/** Index of the quotation mark that ends the string at `start`; the text's length if there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function parseNative(text: string): Json {
  const value = tryNative(text);
  if (value === undefined) throw new CoreError("JSON_MALFORMED", "the text is not JSON");
  return value;
}

function tryNative(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The engine's message is dropped, because it quotes the text and so perhaps a record.
    return undefined;
  }
}

/**
 * Computes the length of the shortest text of a parsed value; `NaN` if that is not certain, or if the
 * value holds something to refuse.
 *
 * White space, escapes and repeated members only make a text longer. A text of exactly this length has
 * none of them and need not be scanned. Most texts are written so.
 */
function shortestLength(value: Json, depthLeft: number): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value === "number") return shortestOfNumber(value);
  if (value === null || value === true) return 4;
  if (value === false) return 5;
  if (depthLeft === 0) return Number.NaN;

  // n items need n - 1 commas and two brackets: one character for each, and one more.
  let length = 1;
  if (Array.isArray(value)) {
    for (const element of value) length += 1 + shortestLength(element, depthLeft - 1);
    return value.length === 0 ? 2 : length;
  }
  const object = value as JsonObject;
  for (const name in object) {
    if (name === "__proto__") return Number.NaN;
    const member = object[name] as Json;
    // Inlined for strings, which most members are: a call for each would cost more than the rest.
    const shortest =
      typeof member === "string" ? member.length + 2 : shortestLength(member, depthLeft - 1);
    length += name.length + 4 + shortest;
  }
  return length === 1 ? 2 : length;
}

/** A whole number's shortest form is its digits, unless three zeros could be written as an exponent. */
function shortestOfNumber(value: number): number {
  if (value >= 0 && value < 10 && Number.isInteger(value)) return 1;
  return Number.isSafeInteger(value) && value % 1000 !== 0 ? String(value).length : Number.NaN;
}

/**
 * Counts the members of all objects and refuses what the engine's parser accepts.
 *
 * Recursive; {@link scan} has bounded the depth.
 */
function countMembers(value: Json, mayHaveSurrogates: boolean): number {
  if (typeof value === "string") {
    if (mayHaveSurrogates) requireWellFormed(value);
    return 0;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new CoreError("JSON_BAD_NUMBER", "a number is infinite");
    return 0;
  }
  if (value === null || typeof value !== "object") return 0;

  let members = 0;
  if (Array.isArray(value)) {
    for (const element of value) members += countMembers(element, mayHaveSurrogates);
    return members;
  }
  const object = value as JsonObject;
  for (const name in object) {
    if (name === "__proto__") {
      throw new CoreError("JSON_FORBIDDEN_MEMBER", "an object has a member __proto__");
    }
    if (mayHaveSurrogates) requireWellFormed(name);
    members += 1 + countMembers(object[name] as Json, mayHaveSurrogates);
  }
  return members;
}

function requireWellFormed(text: string): void {
  if (!text.isWellFormed()) throw new CoreError("JSON_BAD_TEXT", "a string has a lone surrogate");
}

/** Whether a value is a JSON object: not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Longest text, in characters, that is parsed before it is scanned. So much does no harm. */
const SHORT = 65_536;
/** Recursion must end before the stack does. */
const MAX_DEPTH = 1024;
