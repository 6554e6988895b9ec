import type { TextFile } from "../../app/save-file.ts";
import type { ActEntry, ActsAsked, ReadActs } from "./read-acts.ts";

/** What a file of acts says of itself, and what a person calls things in it. */
export interface ActsFileOf {
  readonly asked: ActsAsked;
  readonly read: ReadActs;
  /** Entity id of the agency. */
  readonly entity: string;
  /** Staff id of who has read the record. */
  readonly reader: string | undefined;
  readonly words: {
    readonly title: string;
    readonly readAt: string;
    readonly readBy: string;
    readonly narrowed: string;
    readonly all: string;
    readonly entries: string;
    readonly isPart: string;
    readonly marked: string;
    readonly meaning: string;
    /** What an act is called. */
    readonly act: (entry: ActEntry) => string;
  };
  /** The language of the page. BCP 47. */
  readonly locale: string;
}

/**
 * The acts that an auditor looks at, as a file for a spreadsheet (RFC 4180). Its first lines say whose record it is, when it was read,
 * and what it is narrowed to. Times are in UTC; codes and digests are as the API gives them.
 */
export function actsFile({ asked, read, entity, reader, words, locale }: ActsFileOf): TextFile {
  const { entries, at, isWhole } = read;
  const narrowed = Object.entries(asked).map(([name, value]) => `${name}: ${value}`);
  const rows: readonly (readonly string[])[] = [
    [words.title, entity],
    [words.readAt, at],
    ...(reader === undefined ? [] : [[words.readBy, reader]]),
    [words.narrowed, narrowed.length === 0 ? words.all : narrowed.join("; ")],
    [words.entries, String(entries.length), ...(isWhole ? [] : [words.isPart])],
    [words.marked],
    [],
    ["at (UTC)", "officer", "role", "act", "code", "ref", words.meaning],
    ...entries.map((entry) => {
      const { at: done, officer, role, act, code, ref } = entry;
      return [done, officer, role, act, code, ref, words.act(entry)].map((value) => value ?? "");
    }),
  ];
  const separator = separatorOf(locale);
  const lines = rows.map((row) => row.map(cell).join(separator));
  return {
    name: `acts-${at.replaceAll(/[^\dTZ]/g, "")}.csv`,
    // Spreadsheets take a file for UTF-8 by its mark.
    text: `\ufeff${lines.join("\r\n")}\r\n`,
    type: "text/csv;charset=utf-8",
  };
}

/** A value that a spreadsheet would take for a formula gets an apostrophe: a staff id may be any words, and a digest may begin with a dash. */
function cell(value: string): string {
  const plain = FORMULA.test(value) ? `'${value}` : value;
  return `"${plain.replaceAll('"', '""')}"`;
}

const FORMULA = /^[\s=+\-@]/;

/** Where a comma stands in numbers, spreadsheets take a semicolon between cells. */
const separatorOf = (locale: string): string =>
  new Intl.NumberFormat(locale).format(1.5).includes(",") ? ";" : ",";
