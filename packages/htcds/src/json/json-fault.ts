/** Where a text stops being JSON, and what was expected there. */
export interface JsonFault {
  /** Index in the text. */
  readonly at: number;
  readonly expected: string;
}

/**
 * Finds the first place where a text is not JSON, so that somebody can correct it.
 *
 * The engine's own message cannot serve: it quotes the text, and its wording differs between engines.
 *
 * @param text - Text of one value. The work is linear in its length.
 * @returns `undefined` if the text is JSON.
 * @see RFC 8259
 */
export function findJsonFault(text: string): JsonFault | undefined {
  /** Closing brackets still expected, innermost last. */
  const owed: string[] = [];
  let next: Next = "value";
  let at = behindSpace(text, 0);
  while (at < text.length) {
    const sign = text.charAt(at);
    const close = owed.at(-1);
    const end = sign === close && ENDS.has(next) ? at + 1 : tokenEnd(text, at, next);
    if (end === at) return { at, expected: describe(next, close) };
    if (sign === close && ENDS.has(next)) owed.pop();
    if (sign === "{") owed.push("}");
    if (sign === "[") owed.push("]");
    next = afterwards(next, sign, owed.at(-1), sign === close);
    at = behindSpace(text, end);
  }
  return next === "end" ? undefined : { at, expected: describe(next, owed.at(-1)) };
}

type Next = "value" | "firstValue" | "name" | "firstName" | "colon" | "comma" | "end";

/** Where a closing bracket is allowed as well. */
const ENDS: ReadonlySet<Next> = new Set(["firstValue", "firstName", "comma"]);

function afterwards(next: Next, sign: string, close: string | undefined, isEnd: boolean): Next {
  if (next === "name" || (next === "firstName" && !isEnd)) return "colon";
  if (next === "colon") return "value";
  if (next === "comma" && !isEnd) return close === "}" ? "name" : "value";
  if (!isEnd && sign === "{") return "firstName";
  if (!isEnd && sign === "[") return "firstValue";
  return close === undefined ? "end" : "comma";
}

/** End of the expected token; `at` if there is none. */
function tokenEnd(text: string, at: number, next: Next): number {
  if (next === "colon" || next === "comma") return text.charAt(at) === SIGNS[next] ? at + 1 : at;
  if (next === "end") return at;
  const token = next === "name" || next === "firstName" ? TEXT : VALUE;
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : at;
}

const SIGNS = { colon: ":", comma: "," } as const;

function behindSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function describe(next: Next, close: string | undefined): string {
  switch (next) {
    case "colon":
      return "a colon";
    case "comma":
      return `a comma or ${close}`;
    case "end":
      return "nothing more";
    case "name":
      return "a name in double quotation marks";
    case "firstName":
      return "a name in double quotation marks, or }";
    default:
      return "a value: a text in double quotation marks, a number, true, false, null, a list or an object";
  }
}

const SPACE = /[ \t\r\n]*/y;
const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const TEXT = new RegExp(STRING, "y");
const VALUE = new RegExp(String.raw`${STRING}|(?:${NUMBER}|true|false|null)(?![\w.+-])|[[{]`, "y");
