import { rankOf } from "../catalogue/catalogue.ts";
import { type Faults, fault } from "./fault.ts";

/** A rule about several members of one object. It is asked once each member is sound. */
export interface Law {
  /** Names it for the JSON Schemas, which say as much of it as keywords can. */
  readonly id: "name" | "rung" | "leaf" | "group";
  /** Finds what breaks it. `test`: whether the value stands in a test. */
  readonly find: (value: object, test: boolean) => Faults;
}

/**
 * The forms of a name agree.
 *
 * A name that is written in Latin letters at home has the scheme `native`, the script `Latn` and two
 * equal forms. Any other name is written in its own script, and the scheme says how the Latin form
 * was made, so that a reader can check it.
 */
export const NAME_LAW: Law = {
  id: "name",
  find: (value) => {
    const { original, script, latin, scheme } = value as NameForms;
    const isNative = scheme === "native";
    if (isNative !== (original === latin) || isNative !== (script === "Latn")) {
      return fault("NAME_FORMS");
    }
    return scriptPattern(script).test(original) ? undefined : fault("NAME_SCRIPT");
  },
};

/** The rung is one of the ladder. */
export const RUNG_LAW: Law = {
  id: "rung",
  find: (value) => {
    const { ladder, rung } = value as { readonly ladder: string; readonly rung: string };
    return rankOf(ladder, rung) === undefined ? fault("RUNG_UNKNOWN") : undefined;
  },
};

type NameForms = Readonly<Record<"original" | "script" | "latin" | "scheme", string>>;

/** Letters and marks of the script, and the signs that join parts of a name. */
function scriptPattern(script: string): RegExp {
  const known = compiled.get(script);
  if (known !== undefined) return known;
  const own = (UNICODE_SCRIPTS[script] ?? [script]).map((name) => `\\p{scx=${name}}`).join("");
  const letter = `[[[${own}]&&[\\p{L}\\p{M}]]${MORE_LETTERS[script] ?? ""}]`;
  const mark = "[\\p{sc=Zinh}&&\\p{M}]";
  // One class: a mark may be of the script and inherited too, and with two ways for each sign the time doubles with each.
  const pattern = new RegExp(
    `^${letter}[${letter}${mark} '’ʻʼ.\\-·・${JOINING_SIGNS[script] ?? ""}]*$`,
    "v",
  );
  compiled.set(script, pattern);
  return pattern;
}

/** Letters that Unicode counts to no script or to some others. The Latin form of a name may begin with these, as ʻAnakala does. */
const MORE_LETTERS: Readonly<Record<string, string>> = { Latn: "ʻʼ" };
/** Signs of one script that join parts of a name: between two syllables of Tibetan stands a tsheg, not a space. */
const JOINING_SIGNS: Readonly<Record<string, string>> = { Tibt: "\u0f0b" };

const compiled = new Map<string, RegExp>();

/** ISO 15924 codes that stand for more than one script of Unicode, or under another name. */
const UNICODE_SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  Hans: ["Hani", "Bopo"],
  Hant: ["Hani", "Bopo"],
  Jpan: ["Hani", "Hira", "Kana"],
  Kore: ["Hang", "Hani"],
};
