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
  if (PLAIN.test(text)) return;
  for (const placeholder of placeholdersOf(name, text)) {
    if (!PLACEHOLDERS.has(placeholder)) {
      throw new TypeError(`${name} may name $field and $kind, and not $${placeholder}`);
    }
  }
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

/**
 * Text and the two placeholders: a simple message, which need not be parsed to be seen to be sound.
 * Nearly all are, and there are hundreds whenever a program starts.
 */
const PLAIN = /^(?!\s*\.)(?:[^{}\\\0\p{Cs}]|\{\$(?:field|kind)\})*$/u;
const PLACEHOLDERS: ReadonlySet<string> = new Set(["field", "kind"]);
