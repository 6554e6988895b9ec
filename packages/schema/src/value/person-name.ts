import type { TextIssue } from "./fault.ts";

/** Forms of one part of a name. */
export interface NameForms {
  readonly original: string;
  readonly script: string;
  readonly latin: string;
  readonly scheme: string;
}

/**
 * What is wrong between the forms of a name, or `undefined`.
 *
 * A name that is written in Latin letters at home has the scheme `native`, the script `Latn` and two
 * equal forms. Any other name is written in its own script, and the scheme says how the Latin form
 * was made, so that a reader can check it.
 */
export function findNameIssue(name: NameForms): TextIssue {
  const isNative = name.scheme === "native";
  const isLatin = name.script === "Latn";
  if (isNative !== (name.original === name.latin) || isNative !== isLatin) return "NAME_FORMS";
  return scriptPattern(name.script).test(name.original) ? undefined : "NAME_SCRIPT";
}

/** Letters and marks of the script, and the signs that join parts of a name. */
function scriptPattern(script: string): RegExp {
  const known = compiled.get(script);
  if (known !== undefined) return known;
  const own = (UNICODE_SCRIPTS[script] ?? [script]).map((name) => `\\p{scx=${name}}`).join("");
  const letter = `[[${own}]&&[\\p{L}\\p{M}]]`;
  const mark = "[\\p{sc=Zinh}&&\\p{M}]";
  const pattern = new RegExp(`^${letter}(?:${letter}|${mark}|[ '’ʻʼ.\\-·・])*$`, "v");
  compiled.set(script, pattern);
  return pattern;
}

const compiled = new Map<string, RegExp>();

/** ISO 15924 codes that stand for more than one script of Unicode, or under another name. */
const UNICODE_SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  Hans: ["Hani", "Bopo"],
  Hant: ["Hani", "Bopo"],
  Jpan: ["Hani", "Hira", "Kana"],
  Kore: ["Hang", "Hani"],
};
