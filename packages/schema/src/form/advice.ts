import leven from "leven";
import { FIELDS, KINDS, PURPOSES } from "../catalogue/catalogue.ts";
import { SCHEMA_ISSUES, type SchemaIssueCode } from "../value/issue-codes.ts";
import { admittedCodes } from "../value/standard-codes.ts";
import { type Layers, layersOf, membersOf, type Place } from "./place.ts";

/**
 * Says what to do about an issue: all that is allowed if the list is short, else the nearest codes.
 * Names only what the type names, never what the file holds.
 */
export function adviceFor(code: SchemaIssueCode, place: Place): string {
  const layers = layersOf(place.type);
  const { says, written } = layers.note;
  switch (code) {
    case "MEMBER_MISSING":
      return join(
        says === undefined ? SCHEMA_ISSUES[code].fix : `Add it: ${says}.`,
        allowed(layers),
      );
    case "CHOICE_UNKNOWN":
      return join(allowed(layers, place), says && `Expected: ${says}.`) || SCHEMA_ISSUES[code].fix;
    case "CODE_UNKNOWN":
    case "FIELD_UNKNOWN":
      return join(allowed(layers, place)) || general(code, says);
    case "COUNT_OUT_OF_RANGE":
      return join(countOf(layers), says && `Expected: ${says}.`) || SCHEMA_ISSUES[code].fix;
    case "NUMBER_OUT_OF_RANGE":
    case "WRONG_TYPE":
    case "PATTERN_MISMATCH":
      return (
        join(
          says && `Expected: ${says}.`,
          written && `Write it ${written}.`,
          allowed(layers, place),
        ) || SCHEMA_ISSUES[code].fix
      );
    default:
      return general(code, says, written);
  }
}

/** Says what to do about unknown members: their new names, or the nearest known ones. */
export function adviceForUnknown(unknown: readonly string[], place: Place): string {
  const names = unknown.slice(0, MOST_NAMES);
  const { note } = layersOf(place.type);
  const known = membersOf(place);
  const retired = names.filter((name) => Object.hasOwn(note.retired ?? {}, name));
  const given = Object.keys((place.value ?? {}) as object);
  const absent = known.filter((name) => !given.includes(name));
  const others = names.filter((name) => !retired.includes(name));
  const near = others.flatMap((name) => nearest(name, absent).slice(0, 1));
  return join(
    ...retired.map((name) => note.retired?.[name]),
    near.length > 0 && `Do you mean ${[...new Set(near)].join(", ")}?`,
    others.length > 0 && known.length > 0 && `Only these may stand here: ${known.join(", ")}.`,
  );
}

function general(code: SchemaIssueCode, says: string | undefined, written?: string): string {
  const { fix } = SCHEMA_ISSUES[code];
  return join(written === undefined ? fix : `Write it ${written}.`, says && `Expected: ${says}.`);
}

/** Says what is allowed at a place, or which of it is nearest to the value. */
export function allowed({ def, note }: Layers, { value, ofCase }: Partial<Place> = {}): string {
  if (def.type === "boolean") return "Write true or false.";
  if (def.type === "array") return "Write a list.";
  if (def.type === "object" || def.type === "record") return "Write an object.";
  if (def.type === "number") return rangeOf(def);
  const codes = codesOf({ def, note });
  if (codes === undefined) return "";
  const { list, closed = [], near = closed } = codes;
  if (closed.length === 1) return `Write ${closed[0]}.`;
  if (closed.length > 0 && closed.length <= SHORT_LIST) return `One of: ${closed.join(", ")}.`;
  // A code near to a value of a case would reveal the value.
  const isTold = typeof value === "string" && ofCase !== true;
  const found = isTold ? nearest(value, near) : [];
  return join(
    found.length > 0 && `Do you mean ${found.join(" or ")}?`,
    list !== undefined && `safepassage codes ${list} prints the list.`,
  );
}

interface Codes {
  /** All codes, if the list is closed. */
  readonly closed?: readonly string[];
  /** Codes to suggest, if the list is open. */
  readonly near?: readonly string[];
  /** Name of the code list. */
  readonly list?: string;
}

function codesOf({ def, note: { text } }: Layers): Codes | undefined {
  if (def.type === "enum") return { closed: Object.values(def.entries).map(String) };
  if (def.type === "literal") return { closed: def.values.map(String) };
  if (text?.t === "enum" || text?.t === "code" || text?.t === "band") {
    return { closed: admittedCodes(text.list), list: text.list };
  }
  if (text?.t === "fieldId") {
    const kinds = text.orKind === true ? Object.keys(KINDS) : [];
    return { closed: [...FIELDS.map(({ id }) => id), ...kinds] };
  }
  if (text?.t !== "pattern" || text.pattern !== "legal_basis") return undefined;
  return { near: PURPOSES.flatMap(({ legalBases }) => legalBases.map(({ basis }) => basis)) };
}

function rangeOf({ checks = [] }: { readonly checks?: readonly unknown[] }): string {
  const bounds = checks.map(
    (check) => (check as { _zod: { def: { check: string; value?: number } } })._zod.def,
  );
  const [min] = bounds.flatMap(({ check, value }) => (check === "greater_than" ? [value] : []));
  const [max] = bounds.flatMap(({ check, value }) => (check === "less_than" ? [value] : []));
  return min === undefined || max === undefined ? "" : `A whole number from ${min} to ${max}.`;
}

function countOf({ note: { count } }: Layers): string {
  return count === undefined ? "" : `Give ${count.min} to ${count.max}.`;
}

/** Names that differ from a word by few letters, the nearest first. */
export function nearest(word: string, names: Iterable<string>): readonly string[] {
  // A sentence is near to no name, and slow to compare.
  if (word.length > LONGEST_NAME) return [];
  const bound = Math.ceil(word.length / 3);
  const lower = word.toLowerCase();
  // How much farther than the bound a name is makes no difference.
  const far = (name: string): number =>
    leven(lower, name.toLowerCase(), { maxDistance: bound + 1 });
  const near = [...new Set(names)]
    .map((name) => ({ name, far: far(name) }))
    .filter(({ far }) => far <= bound)
    .sort((a, b) => a.far - b.far);
  return near
    .filter(({ far }) => far <= (near[0]?.far ?? 0) + 1)
    .slice(0, MOST_NEAR)
    .map(({ name }) => name);
}

function join(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}

/** Most unknown members to compare: an object may have thousands. */
const MOST_NAMES = 16;
/** Longest list to print whole. */
const SHORT_LIST = 14;
const LONGEST_NAME = 64;
const MOST_NEAR = 3;
