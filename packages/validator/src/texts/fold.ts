/**
 * Reduces a text to simplified words, so that different spellings of a name become equal: drops case and
 * accents, writes Cyrillic and Greek in Latin letters, and unifies letters that differ between
 * transliterations. A letter of another script stays as it is.
 *
 * @returns words of letters and digits, in the order of the text: of a to z where the script is Latin, Cyrillic or Greek.
 */
export function foldWords(text: string): readonly string[] {
  const parted = text.normalize("NFD").replace(PARTED, "y");
  return wordsOf(transliterate(plain(parted))).map(reduce);
}

/** {@link foldWords} by the shape of letters: Cyrillic `о` and 0 become o. */
export function foldShapes(text: string): readonly string[] {
  return wordsOf(mapped(plain(text), SHAPES)).map(reduce);
}

/** Returns the digits of a text, without anything between them. */
export const digitsOf = (text: string): string => plain(text).replace(/\D/g, "");

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const transliterate = (text: string): string => mapped(pairedGreek(text), LETTERS);

function pairedGreek(text: string): string {
  let result = text;
  for (const [pair, latin] of GREEK_PAIRS) result = result.replace(pair, latin);
  return result;
}

function mapped(text: string, letters: Readonly<Record<string, string>>): string {
  let result = "";
  for (const sign of text) result += Object.hasOwn(letters, sign) ? letters[sign] : sign;
  return result;
}

/** A letter that nothing is known about is a part of its word: else the word would be cut in two that are too short to search for. */
const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** A folded word without the sound before an e at its beginning: Єва, Yeva and Eva are one. It is a letter shorter. */
export const withoutGlide = (word: string): string => word.replace(/^ie/, "e");

/** Unifies Оксана, Oksana and Oxana, or Юлия, Yuliya, Julija and Iuliia. */
function reduce(word: string): string {
  let reduced = word;
  for (const [from, to] of ALIKE) reduced = reduced.replaceAll(from, to);
  return reduced.replace(/([a-z])\1+/g, "$1");
}

const ALIKE: readonly (readonly [string, string])[] = [
  ["shch", "s"],
  ["kh", "h"],
  ["zh", "z"],
  ["sh", "s"],
  ["ch", "c"],
  ["ts", "c"],
  ["ph", "f"],
  ["th", "t"],
  ["x", "ks"],
  ["q", "k"],
  ["w", "v"],
  ["y", "i"],
  ["j", "i"],
];

/**
 * Transliteration of letters without accents: after ICAO Doc 9303-3, Section 6, but that the hard sign is left out; Greek by ELOT
 * 743. Letters of African and other Latin alphabets become what they were made from; signs for a stop in the throat are left out,
 * as people write them with and without.
 */
const LETTERS: Readonly<Record<string, string>> = {
  ...pairs("абвгдежзийклмнопрстуфхцчшщъыьэюя", [
    ..."a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch".split(" "),
    "",
    "y",
    "",
    "e",
    "yu",
    "ya",
  ]),
  ...pairs("іїєґђћџјљњѕў", "i i ie g d c dz i lj nj dz u".split(" ")),
  ...pairs(
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" "),
  ),
  ...pairs("ßæœøđðłıþ", "ss ae oe o d d l i th".split(" ")),
  ...pairs("ħĸŋŧƀɓƃƈɖɗƌǝəɛƒɠɣɨɩƙƚɯɲƞɵƥʀʃƭʈʊʋƴƶʒɔʉ", [..."hkntbbbcdddeeefggiiklunnoprsttuvyzzou"]),
  ...pairs("ɑɡɦɪɫɬɭɱɳɽʂǥȥɇɉɍɏȼⱥⱦẜẝỽỿƨ", [..."aghilllmnrsgzejryctatssvys"]),
  ...pairs("ʔʕɂʻʼ·", []),
};

/** An υ that is no pair with the vowel before it: one has a diaeresis, or that vowel an accent. Ταϋγέτη is Taygeti. */
const PARTED = /υ\p{M}*\u0308|(?<=[αεηο]\u0301)υ/giu;

/** Greek letters that ELOT 743 writes otherwise in a pair: Παπαδόπουλος is Papadopoulos, Ευαγγελία is Evangelia. */
const GREEK_PAIRS: readonly (readonly [RegExp, string])[] = [
  [/(?<=[αεη])υ(?=[θκξπσςτφχψ]|(?!\p{L}))/gu, "f"],
  [/(?<=[αεη])υ/g, "v"],
  [/(?<=ο)υ/g, "u"],
  [/γ(?=[γξχ])/g, "n"],
  [/(?<!\p{L})μπ/gu, "b"],
];

/** Digits and letters of other scripts that look like Latin letters (UTS #39). */
const SHAPES: Readonly<Record<string, string>> = {
  ...pairs("авекмнорстухѕіјԁԛԝһ", "a b e k m h o p c t y x s i j d q w h".split(" ")),
  ...pairs("αβεικνορτυχ", "a b e i k v o p t u x".split(" ")),
  ...pairs("0134578", "o l e a s t b".split(" ")),
};

function pairs(from: string, to: readonly string[]): Record<string, string> {
  return Object.fromEntries([...from].map((letter, index) => [letter, to[index] ?? ""]));
}
