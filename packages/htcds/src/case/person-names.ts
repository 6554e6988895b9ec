import { CODE_LISTS, valueSchema } from "@safepassage/schema";

/** Forms of one name, as a cell holds them. */
export interface NameCell {
  readonly original: string;
  readonly script: string;
  /** Latin form; equal to the original where that is in Latin letters; absent if not given. */
  readonly latin?: string;
}

/**
 * Reads a name of one or two forms: `Oksana`, or `Оксана (Oksana)` in either order.
 *
 * The standard has one column for a name and says nothing about script; the protocol asks for the
 * original and a Latin form. Returns `undefined` where the forms or their script are unclear.
 */
export function readNameCell(cell: string): NameCell | undefined {
  // Whether it is a name is asked once it is written; most names need no search for their script.
  if (PLAIN_LATIN.test(cell)) return { original: cell, script: "Latn", latin: cell };
  const forms = /^([^()/]+?) ?(?:\(([^()/]+)\)|\/ ?([^()/]+))?$/u.exec(cell);
  const first = forms?.[1]?.trim();
  const second = (forms?.[2] ?? forms?.[3])?.trim();
  if (first === undefined) return undefined;
  const script = scriptOf(first);
  if (second === undefined) {
    if (script === undefined) return undefined;
    return script === "Latn"
      ? { original: first, script, latin: first }
      : { original: first, script };
  }
  const otherScript = scriptOf(second);
  if (script === undefined || otherScript === undefined) return undefined;
  if (script !== "Latn" && otherScript === "Latn")
    return { original: first, script, latin: second };
  if (script === "Latn" && otherScript !== "Latn") {
    return { original: second, script: otherScript, latin: first };
  }
  return undefined;
}

/**
 * ISO 15924 code of the one script of a text, or `undefined`.
 *
 * Han characters alone may be Chinese or Japanese: that is for the caseworker to say.
 */
function scriptOf(text: string): string | undefined {
  if (/[\p{sc=Hira}\p{sc=Kana}]/u.test(text)) return accepts(text, "Jpan") ? "Jpan" : undefined;
  // A name begins with a letter of its script, which settles the script of most names.
  return SCRIPTS.find(([script, letter]) => letter.test(text) && accepts(text, script))?.[0];
}

/** Whether the catalogue takes the text as a name in this script. */
function accepts(text: string, script: string): boolean {
  const isLatin = script === "Latn";
  return valueSchema("identity.names").safeParse({
    part: "forename",
    original: text,
    script,
    latin: isLatin ? text : "A",
    scheme: isLatin ? "native" : "ISO9",
    certainty: "certain",
  }).success;
}

const PLAIN_LATIN = /^[A-Za-z][A-Za-z '.-]{0,59}$/;
const HAN = ["Hans", "Hant", "Jpan", "Kore"];
const SCRIPTS = (CODE_LISTS["iso15924"]?.codes ?? [])
  .filter(({ code }) => !HAN.includes(code))
  .map(({ code }) => [code, new RegExp(`^\\p{scx=${code}}`, "u")] as const);
