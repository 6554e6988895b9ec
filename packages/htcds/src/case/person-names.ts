import { CODE_LISTS, valueSchema } from "@safepassage/schema";

/** The forms of one name in a cell. */
export interface NameCell {
  readonly original: string;
  readonly script: string;
  /** Latin form: the original itself if that is Latin; absent if not given. */
  readonly latin?: string;
}

/**
 * Reads a name in one or two forms: `Oksana`, or `Оксана (Oksana)` in either order.
 * Returns `undefined` if the forms or their scripts are unclear.
 *
 * The standard has one column for a name and does not mention script; the protocol requires the original
 * and a Latin form.
 */
export function readNameCell(cell: string): NameCell | undefined {
  // Most names are plain Latin. Whether it is a valid name is checked when it is written.
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
 * The ISO 15924 code of a text in one script, else `undefined`.
 *
 * Han characters alone may be Chinese or Japanese, which only the caseworker can tell.
 */
function scriptOf(text: string): string | undefined {
  if (/[\p{sc=Hira}\p{sc=Kana}]/u.test(text)) return accepts(text, "Jpan") ? "Jpan" : undefined;
  // The first letter narrows the scripts down to a few.
  return SCRIPTS.find(([script, letter]) => letter.test(text) && accepts(text, script))?.[0];
}

/** Whether the catalogue accepts the text as a name in this script. */
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
