import { parseMessage, visit } from "messageformat";
import type { Translation } from "./messages.ts";

/**
 * Checks that every sentence of a translation is valid MessageFormat 2 with only known placeholders:
 * field, kind and purpose of a place, the conditions of a reason, the parts of a condition.
 *
 * @throws TypeError that names the sentence.
 */
export function requireSound(translation: Translation): void {
  const { locale, codes, fixes, words, reasons, conditions, unnamed } = translation;
  if (Intl.getCanonicalLocales(locale).length !== 1) throw new TypeError("no locale");
  for (const [code, { text, fix }] of Object.entries(codes ?? {})) {
    requireMessage(code, text, PLACE);
    if (fix !== undefined) requireMessage(`fix of ${code}`, fix, PLACE);
  }
  requireMessages({ ...fixes, ...words }, PLACE);
  requireMessages(reasons, REASON);
  requireMessages(conditions, PARTS);
  requireMessages(unnamed, []);
}

function requireMessages(
  texts: Readonly<Record<string, string>> | undefined,
  allowed: readonly string[],
): void {
  for (const [name, text] of Object.entries(texts ?? {})) requireMessage(name, text, allowed);
}

function requireMessage(name: string, text: string, allowed: readonly string[]): void {
  if (isPlain(text, allowed)) return;
  for (const placeholder of placeholdersOf(name, text)) {
    if (!allowed.includes(placeholder)) {
      const names = allowed.map((one) => `$${one}`).join(" and ") || "nothing";
      throw new TypeError(`${name} may name ${names}, and not $${placeholder}`);
    }
  }
}

/**
 * Whether a message is plain text with allowed placeholders, which needs no parsing. Nearly all are,
 * and hundreds are checked whenever a program starts.
 */
function isPlain(text: string, allowed: readonly string[]): boolean {
  if (DECLARES.test(text) || text.includes("\\") || text.includes("\0")) return false;
  let rest = text;
  if (text.includes("{")) {
    // Replace each with a letter: removing it could join the rest into a placeholder.
    for (const name of allowed) rest = rest.replaceAll(`{$${name}}`, "x");
  }
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

/** Beginning of a message with declarations: a full stop, after the standard's white space. */
const DECLARES = /^[\s\u061c\u200e\u200f\u2066-\u2069]*\./;
const PLACE = ["field", "kind", "purpose"];
const REASON = ["field", "purpose", "conditions"];
const PARTS = ["one", "other"];
