import { canonicalJson } from "@safepassage/core";
import { type Finding, type Hit, type Severity, toFinding, type Wording } from "@safepassage/rules";
import {
  type Body,
  type Draft,
  findField,
  findPurpose,
  findRule,
  type Leaf,
} from "@safepassage/schema";
import { ENGLISH_WORDING } from "../messages/wording.ts";
import { digitsOf, foldShapes, foldWords, withoutGlide } from "../texts/fold.ts";
import { type OpenText, openTexts, writtenTexts } from "../texts/open-texts.ts";
import { tellsWithheld } from "./presence.ts";

/** What a sender holds about a case, and the message that it sends. */
export interface LeakInput {
  /** The groups of the case, including everything that is withheld. */
  readonly held: Body;
  readonly message: Pick<Draft, "clear" | "private" | "body">;
}

/**
 * Finds withheld values that are sent anyway, in another place of the message.
 *
 * Compares identifying values: open texts of fields from sensitivity P3, in words of at least four letters
 * and numbers of at least six digits (about twenty bits). They are folded and transliterated, and searched
 * for as words, run together, backwards, and in octets that should be random, decoded and as written. Codes
 * of lists are never compared: a nationality and a country that are both XA are not a leak.
 *
 * Of the name of an account, and of an e-mail address before its @, only the whole is searched for: the
 * words in it are often those of everyday texts.
 *
 * Only the sender can use this, because no recipient knows what was withheld.
 *
 * @returns findings of rule R01: an error if a value is in another field, a warning if it is in the same
 *   field of another group, such as a name that two persons share, or if a registered company is called like
 *   an account.
 * @see docs/spec/validation.md#leaks
 */
export function findLeaks(
  { held, message }: LeakInput,
  { wording = ENGLISH_WORDING }: { readonly wording?: Wording } = {},
): readonly Finding[] {
  const withheld = withheldLeaves(held, message.body);
  if (withheld.length === 0) return [];
  const entry = findRule("R01");
  if (entry === undefined) throw new TypeError("no rule R01 in the catalogue");
  const purpose = findPurpose(message.clear["env.purpose"])?.id;
  const say = (hit: Hit, severity: Severity): Finding =>
    toFinding(hit, entry, { wording, purpose }, { stage: "context", severity });
  const needles = withheld.flatMap(needlesOf);
  // Where codes alone are held back nothing is searched for, and no text is folded: a tenth of preparing.
  const places = needles.length === 0 ? [] : placesOf(message);
  const said = places.flatMap((place): Finding[] => {
    const straws = place.texts.map(strawOf);
    const found = needles.filter((needle) => straws.some((straw) => isIn(needle, straw)));
    const severity = severityOf(found, place);
    if (severity === undefined) return [];
    const code = severity === "error" ? "R01_WITHHELD_ELSEWHERE" : "R01_WITHHELD_BESIDE";
    return [say({ code, ...place.hit }, severity)];
  });
  const told = tellingPlaces(withheld, message.body).map((hit) =>
    say({ code: "R01_PRESENCE_TELLS", ...hit }, "warn"),
  );
  const first = new Map(
    [...said, ...told].map((finding) => [`${finding.code} ${finding.pointer}`, finding]),
  );
  return [...first.values()];
}

function tellingPlaces(withheld: readonly Leaf[], body: Body): readonly Place["hit"][] {
  const sent = new Set(Object.values(body).flatMap(({ leaves }) => leaves.map(({ f }) => f)));
  const gone = new Set(withheld.map(({ f }) => f).filter((field) => !sent.has(field)));
  return Object.entries(body).flatMap(([gid, { kind, leaves }]) =>
    leaves
      .filter(({ f }) => tellsWithheld(f, gone))
      .map(({ f }) => ({ pointer: `/body/${gid}/${f}`, groupKind: kind, field: f })),
  );
}

function withheldLeaves(held: Body, sent: Body): readonly Leaf[] {
  return Object.entries(held).flatMap(([gid, { leaves }]) => {
    const kept = new Set(sent[gid]?.leaves.map(({ f, v }) => canonicalJson({ f, v })));
    return leaves.filter(({ f, v }) => !kept.has(canonicalJson({ f, v })));
  });
}

interface Needle {
  readonly field: string;
  /** Whether it is the name of an account, and of no person. */
  readonly isAccount: boolean;
  readonly words: readonly string[];
  /** What is long enough to be searched for inside others: each word, and all of them joined. */
  readonly runs: readonly string[];
  readonly digits: string;
}

function needlesOf(leaf: Leaf): readonly Needle[] {
  const level = findField(leaf.f)?.sensitivity ?? "P0";
  if (level < "P3") return [];
  return openTexts(leaf)
    .filter(({ form }) => form !== "octets" && form !== "agency")
    .map(({ text, form }) => {
      if (form === "handle" || form === "email") return accountNeedle(leaf.f, text);
      const words = foldWords(text).filter((word) => /\p{L}/u.test(word));
      const digits = digitsOf(text);
      const long = form === "date" ? [] : [...words, ...joined(text)].filter(isLong);
      const whole = form === "date" ? [] : joins(words);
      return {
        field: leaf.f,
        isAccount: false,
        words: long.map(withoutGlide),
        runs: [...long, ...long.map(withoutGlide), ...whole].filter(({ length }) => length >= RUN),
        digits: digits.length >= DIGITS && (form !== "date" || digits.length === 8) ? digits : "",
      };
    });
}

/** The words of a text with an apostrophe, written without it: O'Neil is Oneil, too. */
const joined = (text: string): readonly string[] =>
  /['’]/.test(text) ? foldWords(text.replaceAll(/['’]/g, "")) : [];

/** Words run together, as they are written and as {@link withoutGlide} has each. */
const joins = (words: readonly string[]): readonly string[] => [
  words.join(""),
  words.map(withoutGlide).join(""),
];

const isLong = (word: string): boolean => word.length >= WORD;

function accountNeedle(field: string, text: string): Needle {
  const [name = ""] = text.replace(/^@/, "").split("@");
  const digits = digitsOf(name);
  return {
    field,
    isAccount: true,
    words: [],
    runs: joins(foldWords(name)).filter(({ length }) => length >= ACCOUNT),
    digits: digits.length >= DIGITS ? digits : "",
  };
}

interface Straw {
  readonly words: ReadonlySet<string>;
  /** The whole text joined, by sound and by shape, each also backwards. */
  readonly runs: readonly string[];
  readonly digits: readonly string[];
}

function strawOf({ text }: OpenText): Straw {
  const sounds = foldWords(text);
  const shapes = foldShapes(text);
  const whole = [...joins(sounds), ...joins(shapes)];
  // Without the letters that nothing is known about, too: one may have been put in between.
  const runs = [...new Set([...whole, ...whole.map((run) => run.replace(/[^a-z0-9]/g, ""))])];
  const digits = digitsOf(text);
  return {
    words: new Set([...sounds, ...shapes, ...joined(text)].map(withoutGlide)),
    runs: [...runs, ...runs.map(backwards)],
    digits: [digits, backwards(digits)],
  };
}

function isIn({ words, runs, digits }: Needle, straw: Straw): boolean {
  return (
    words.some((word) => straw.words.has(word)) ||
    runs.some((one) => straw.runs.some((run) => run.includes(one))) ||
    (digits !== "" && straw.digits.some((one) => one.includes(digits))) ||
    (digits.length === 8 && straw.digits.some((one) => one.includes(dayFirst(digits))))
  );
}

/** Reorders the digits of a date to day, month, year, as many States write it. */
const dayFirst = (date: string): string => date.slice(6) + date.slice(4, 6) + date.slice(0, 4);
const backwards = (text: string): string => [...text].reverse().join("");

interface Place {
  readonly hit: Pick<Hit, "pointer" | "groupKind" | "field">;
  readonly texts: readonly OpenText[];
  /** Whether a public register shows it: the name of a company that is registered, and is no person. */
  readonly isPublic: boolean;
}

function placesOf({ clear, private: hidden, body }: LeakInput["message"]): readonly Place[] {
  const ofClaims = [clear, hidden].flatMap((part, index) =>
    Object.entries(part).map(([id, value]): Place => {
      const values = Array.isArray(value) ? value : [value];
      return {
        isPublic: false,
        hit: { pointer: `/${index === 0 ? "clear" : "private"}/${id}`, field: id },
        texts: values.flatMap((v) => writtenTexts({ f: id, v })),
      };
    }),
  );
  const ofLeaves = Object.entries(body).flatMap(([gid, { kind, meta, leaves }]) => {
    const placeOf = (leaf: Pick<Leaf, "f" | "v">, path: string): Place => ({
      hit: { pointer: `/body/${gid}/${path}`, groupKind: kind, field: leaf.f },
      texts: writtenTexts(leaf),
      isPublic: leaf.f === "organisation.name" && isRegistered(leaves),
    });
    const holder = { f: "meta.holderRef", v: meta?.holderRef ?? "" };
    return [placeOf(holder, "meta/holderRef"), ...leaves.map((leaf) => placeOf(leaf, leaf.f))];
  });
  return [...ofClaims, ...ofLeaves].filter(({ texts }) => texts.length > 0);
}

/** Whether the company of a group stands in a register, and is no sole trader, whose name is a person's. */
const isRegistered = (leaves: readonly Leaf[]): boolean =>
  leaves.some(({ f }) => f === "organisation.registration") &&
  leaves.some(({ f, v }) => f === "organisation.soleTrader" && v === false);

function severityOf(found: readonly Needle[], { hit, isPublic }: Place): Severity | undefined {
  if (found.length === 0) return undefined;
  const isElsewhere = ({ field, isAccount }: Needle) =>
    field !== hit.field && !(isPublic && isAccount);
  return found.some(isElsewhere) ? "error" : "warn";
}

/** Shortest word and shortest number to search for, about twenty bits each. */
const WORD = 4;
const DIGITS = 6;
/** Shortest word to search for inside others: shorter ones occur by chance. */
const RUN = 6;
/** Shortest name of an account to search for: a shorter one is often a first name, or a word. */
const ACCOUNT = 8;
