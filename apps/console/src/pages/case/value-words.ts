import type { FieldType } from "@safepassage/schema";
import { hostOf } from "../../app/agency-name.tsx";
import type { Names } from "../../words/names.ts";
import type { Times } from "../../words/times.ts";

/** What it takes to say a value. */
export interface ValueWords {
  readonly names: Names;
  readonly times: Pick<Times, "date" | "instant">;
  /** "yes" and "no". */
  readonly yes: string;
  readonly no: string;
}

/** A value in parts: one text, or members with names. Texts from outside stay as they are. */
export type SaidValue =
  | { readonly text: string }
  | { readonly members: readonly { readonly name: string; readonly value: SaidValue }[] }
  | { readonly list: readonly SaidValue[] };

/**
 * Says a value in words, by its type in the catalogue. A value that does not have its type is shown as JSON: it is the reader who
 * has to see it.
 */
export function sayValue(type: FieldType, value: unknown, words: ValueWords): SaidValue {
  if (Array.isArray(value)) return { list: value.map((one) => sayValue(type, one, words)) };
  switch (type.t) {
    case "bool":
      return { text: value === true ? words.yes : value === false ? words.no : raw(value) };
    case "enum":
    case "code":
    case "band":
      return { text: typeof value === "string" ? words.names.code(type.list, value) : raw(value) };
    case "instant":
      return { text: isInstant(value) ? words.times.instant(value) : raw(value) };
    case "date":
      return { text: typeof value === "string" ? words.times.date(value) : raw(value) };
    case "path":
      return { text: typeof value === "string" ? sayPath(value, words) : raw(value) };
    case "agency":
      return { text: typeof value === "string" ? hostOf(value) : raw(value) };
    case "record":
    case "personName":
      return sayRecord(type, value, words);
    case "choice":
      return sayChoice(type, value, words);
    case "fieldId":
      return { text: typeof value === "string" ? words.names.field(value) : raw(value) };
    default:
      return { text: raw(value) };
  }
}

/** The field at the place. Which entry it is in, a digest alone would say. */
const sayPath = (path: string, { names }: ValueWords): string =>
  names.field(path.slice(path.indexOf("/") + 1));

function sayRecord(
  { members }: Extract<FieldType, { readonly t: "record" | "personName" }>,
  value: unknown,
  words: ValueWords,
): SaidValue {
  if (!isObject(value)) return { text: raw(value) };
  return {
    members: Object.entries(value).map(([id, part]) => {
      const member = members.find((one) => one.id === id);
      return {
        name: words.names.member(id),
        value: member === undefined ? { text: raw(part) } : sayValue(member.type, part, words),
      };
    }),
  };
}

function sayChoice(
  { of }: Extract<FieldType, { readonly t: "choice" }>,
  value: unknown,
  words: ValueWords,
): SaidValue {
  if (!isObject(value)) return { text: raw(value) };
  const { kind, value: inner } = value;
  const type = typeof kind === "string" && Object.hasOwn(of, kind) ? of[kind] : undefined;
  if (typeof kind !== "string" || type === undefined) return { text: raw(value) };
  return { members: [{ name: words.names.member(kind), value: sayValue(type, inner, words) }] };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isInstant = (value: unknown): value is string =>
  typeof value === "string" && !Number.isNaN(Date.parse(value));

function raw(value: unknown): string {
  return typeof value === "string" || typeof value === "number"
    ? String(value)
    : (JSON.stringify(value) ?? "");
}
