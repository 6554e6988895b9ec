import { parseMessage, visit } from "messageformat";
import type { Translation } from "./messages.ts";

/**
 * Requires that every sentence of a translation can be said, and of field and kind only.
 *
 * @throws TypeError that names the sentence.
 */
export function requireSound({ locale, codes, fixes, words }: Translation): void {
  if (Intl.getCanonicalLocales(locale).length !== 1) throw new TypeError("no locale");
  for (const [code, { text, fix }] of Object.entries(codes ?? {})) {
    requireMessage(code, text);
    if (fix !== undefined) requireMessage(`fix of ${code}`, fix);
  }
  for (const [name, text] of Object.entries({ ...fixes, ...words })) requireMessage(name, text);
}

function requireMessage(name: string, text: string): void {
  if (isPlain(text)) return;
  for (const placeholder of placeholdersOf(name, text)) {
    if (!PLACEHOLDERS.has(placeholder)) {
      throw new TypeError(`${name} may name $field and $kind, and not $${placeholder}`);
    }
  }
}

/**
 * Whether a message is text and the two placeholders: sound, without being parsed to see it. Nearly
 * all are, and hundreds are looked at whenever a program starts.
 */
function isPlain(text: string): boolean {
  if (DECLARES.test(text) || text.includes("\\") || text.includes("\0")) return false;
  // A letter in place of each, or what is left could be read as a placeholder.
  const rest = text.includes("{")
    ? text.replaceAll("{$field}", "x").replaceAll("{$kind}", "x")
    : text;
  return !rest.includes("{") && !rest.includes("}");
}

function placeholdersOf(name: string, text: string): readonly string[] {
  const found: string[] = [];
  try {
    visit(parseMessage(text), {
      value: (value) => {
        if (value.type === "variable") found.push(value.name);
      },
    });
  } catch (cause) {
    throw new TypeError(`${name} is not a message of MessageFormat 2`, { cause });
  }
  return found;
}

/** What a message of declarations begins with: a full stop, after white space of the standard. */
const DECLARES = /^[\s\u061c\u200e\u200f\u2066-\u2069]*\./;
const PLACEHOLDERS: ReadonlySet<string> = new Set(["field", "kind"]);
