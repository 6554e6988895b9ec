import { CODE_LISTS, FIELDS } from "../catalogue/catalogue.ts";
import { licencesOf } from "../catalogue/licences.ts";
import type { CodeEntry } from "../catalogue/types.ts";
import { admittedCodes, isTestCountry } from "./standard-codes.ts";

/** A code list without its codes. */
export interface CodeListHead {
  readonly name: string;
  /** How many codes it has. */
  readonly count: number;
  readonly source: string;
  /** Ids of the fields that take its codes. */
  readonly fields: readonly string[];
}

/** A code list with its codes. */
export interface WholeCodeList extends CodeListHead {
  /** Names of the terms under which its codes may be used. */
  readonly licences: readonly string[];
  readonly codes: readonly ListedCode[];
}

/** One code, as a list shows it. */
export interface ListedCode {
  readonly code: string;
  readonly label?: string;
  /** Known, and never admitted in a message. */
  readonly forbidden?: true;
  /** Admitted only in test messages. */
  readonly testOnly?: true;
  /** Reveals a special category of data about a person (GDPR Art 9, LED Art 10). */
  readonly special?: true;
}

/** Lists the code lists by name, with the codes of standards counted. */
export function listCodeLists(): readonly CodeListHead[] {
  return Object.keys(CODE_LISTS)
    .sort()
    .flatMap((name) => headOf(name) ?? []);
}

/** Finds a code list by its own name or by that of a field that takes its codes. */
export function findCodeList(asked: string): WholeCodeList | undefined {
  const head = headOf(asked) ?? listCodeLists().find(({ fields }) => fields.includes(asked));
  if (head === undefined) return undefined;
  const { name } = head;
  const entries = new Map(CODE_LISTS[name]?.codes.map((entry) => [entry.code, entry]));
  const codes = [...new Set([...entries.keys(), ...admittedCodes(name)])];
  return {
    ...head,
    licences: licencesOf(name).map((licence) => licence.name),
    codes: codes.map((code) => toListed(code, entries.get(code))),
  };
}

function headOf(name: string): CodeListHead | undefined {
  const list = CODE_LISTS[name];
  if (list === undefined) return undefined;
  return {
    name,
    count: Math.max(list.codes.length, admittedCodes(name).length),
    source: list.source,
    fields: FIELDS.filter(({ codeList }) => codeList === name).map(({ id }) => id),
  };
}

function toListed(code: string, entry: CodeEntry | undefined): ListedCode {
  return {
    code,
    ...labelOf(entry),
    ...(entry?.forbidden === true && { forbidden: true }),
    ...(isTestCountry(code) && { testOnly: true }),
    ...(entry?.special === true && { special: true }),
  };
}

function labelOf(entry: CodeEntry | undefined): Pick<ListedCode, "label"> {
  const words = [entry?.label, entry?.["title"], entry?.["meaning"], entry?.["note"]];
  const label = words.find((one) => typeof one === "string");
  return typeof label === "string" ? { label } : {};
}
