import type { Json } from "@safepassage/core";
import { type Body, CODE_LISTS, findField, isCitationRead } from "@safepassage/schema";
import { cut, type Terminal } from "./terminal.ts";

export function showTable(
  terminal: Terminal,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  terminal.line();
  const head = titles.map((title) => (title === "" ? "" : terminal.style("underline", title)));
  terminal.table([head, ...rows], 7);
}

/** Reasons by number, so that each is said once, below its table. */
export function createNotes() {
  const notes: Note[] = [];
  const number = (note: Note | undefined): string => {
    if (note === undefined) return "";
    const known = notes.findIndex(({ sentence }) => sentence === note.sentence);
    return `(${known >= 0 ? known + 1 : notes.push(note)})`;
  };
  return {
    number,
    numbers: (list: readonly Note[]): string => list.map(number).join(" "),
    show(terminal: Terminal): void {
      terminal.table(
        notes.map((note) => [
          `(${number(note).slice(1, -1)})`,
          `${note.sentence} ${law(terminal, note)}`,
        ]),
        9,
      );
    },
  };
}

export interface Note {
  readonly sentence: string;
  readonly citation: string;
  readonly citationStatus: string;
}

/** A citation, marked where not all of it was read in its source. */
export function law(
  terminal: Terminal,
  { citation, citationStatus }: { readonly citation: string; readonly citationStatus: string },
): string {
  const mark = isCitationRead(citationStatus) ? "" : `; ${NOT_READ}`;
  return terminal.style("dim", `[${citation === "Proposal" ? "our rule" : `${citation}${mark}`}]`);
}

/** What stands beside a citation that was read in part, in a secondary text, or not at all. */
export const NOT_READ = "not all read";

/** Fields that one body has values of and another has not, each once. */
export function fieldsBeside(body: Body, other: Body): readonly string[] {
  const fieldsOf = ({ leaves }: Body[string]) => leaves.map(({ f }) => f);
  const others = new Set(Object.values(other).flatMap(fieldsOf));
  return [...new Set(Object.values(body).flatMap(fieldsOf))].filter((field) => !others.has(field));
}

/** A value of a field; a code that does not speak for itself has its label beside it. */
export function shortOf(field: string, value: Json | undefined): string {
  const text = short(value);
  const type = findField(field)?.type;
  if (!CODE.test(text) || type === undefined || !("list" in type)) return text;
  const label = CODE_LISTS[type.list]?.codes.find(({ code }) => code === value)?.label;
  return label === undefined ? text : cut(`${text} ${label}`, 22);
}

const CODE = /^[0-9A-Z]{1,5}$/;

function short(value: Json | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "object" || value === null) return cut(String(value), 22);
  if (Array.isArray(value)) return cut(value.map(short).join(" "), 22);
  const record = value as Readonly<Record<string, Json>>;
  const path = record["path"];
  if (typeof path === "string") return `…${path.slice(path.indexOf("/"))}`;
  const telling =
    record["original"] ?? record["edtf"] ?? record["number"] ?? record["handle"] ?? record["via"];
  return cut(
    telling === undefined ? Object.values(record).map(short).join(" ") : String(telling),
    22,
  );
}
