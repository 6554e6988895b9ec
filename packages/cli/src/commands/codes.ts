import type { CodeEntry } from "@safepassage/schema";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import type { CommonOptions } from "../read/options.ts";

/** `safepassage codes`: the code lists, for authors of drafts, requests and agreements. */
export function addCodes(program: Command, io: Io): void {
  program
    .command("codes [name]")
    .description("Print a code list, by its name or that of a field, or list them all")
    .option("--json", "print JSON: the lists, or one with its codes")
    .addHelpText("after", HELP)
    .action(async (name: string | undefined, { json = false }: CommonOptions) => {
      const lists = await allLists();
      if (name !== undefined) {
        const list = await withCodes(await findList(name, lists));
        if (json) io.out(JSON.stringify(list));
        else printList(io, list);
      } else if (json) io.out(JSON.stringify({ lists }));
      else {
        const longest = Math.max(...lists.map((list) => list.name.length));
        for (const { name: one, count, source } of lists) {
          io.out(`${one.padEnd(longest)}  ${String(count).padStart(5)}  ${source}`);
        }
      }
    });
}

/** The lists without their codes, by name. */
async function allLists() {
  const { admittedCodes, CODE_LISTS, FIELDS } = await import("@safepassage/schema");
  const lists = Object.entries(CODE_LISTS).map(([name, { source, codes }]) => ({
    name,
    count: Math.max(codes.length, admittedCodes(name).length),
    source,
    // Those that take its codes.
    fields: FIELDS.filter(({ codeList }) => codeList === name).map(({ id }) => id),
  }));
  return lists.sort((a, b) => (a.name < b.name ? -1 : 1));
}

type ListHead = Awaited<ReturnType<typeof allLists>>[number];

/** Finds a list by its own name or by that of a field. */
async function findList(asked: string, lists: readonly ListHead[]): Promise<ListHead> {
  const found = lists.find(({ name, fields }) => name === asked || fields.includes(asked));
  if (found !== undefined) return found;
  const names = lists.flatMap(({ name, fields }) => [name, ...fields]);
  const { nearest } = await import("@safepassage/schema/form");
  const near = nearest(asked, names);
  const hint =
    near.length === 0 ? "safepassage codes lists all" : `do you mean ${near.join(", ")}?`;
  throw optionInvalid(`no code list and no field with one has that name; ${hint}`);
}

/** Adds to a list its codes, and the terms under which they may be used. */
async function withCodes(head: ListHead) {
  const { admittedCodes, CODE_LISTS, isTestCountry, licencesOf } = await import(
    "@safepassage/schema"
  );
  const entries = new Map(CODE_LISTS[head.name]?.codes.map((entry) => [entry.code, entry]));
  const all = [...new Set([...entries.keys(), ...admittedCodes(head.name)])];
  return {
    ...head,
    licences: licencesOf(head.name).map((licence) => licence.name),
    codes: all.map((code) => {
      const entry = entries.get(code);
      return {
        code,
        ...labelOf(entry),
        // Known, but never admitted in a message.
        ...(entry?.forbidden === true && { forbidden: true }),
        // Admitted only in test messages.
        ...(isTestCountry(code) && { testOnly: true }),
        // Reveals a special category of data about a person (GDPR Art 9, LED Art 10).
        ...(entry?.special === true && { special: true }),
      };
    }),
  };
}

function labelOf(entry: CodeEntry | undefined): { readonly label?: string } {
  const words = [entry?.label, entry?.["title"], entry?.["meaning"], entry?.["note"]];
  const label = words.find((one) => typeof one === "string");
  return typeof label === "string" ? { label } : {};
}

type WholeList = Awaited<ReturnType<typeof withCodes>>;

function printList(io: Io, { name, source, licences, fields, codes }: WholeList): void {
  io.out(`${name}: ${codes.length} codes`);
  io.out(`source: ${source}`);
  io.out(`terms: ${licences.join(", ")}`);
  if (fields.length > 0) io.out(`fields: ${fields.join(", ")}`);
  const longest = Math.max(0, ...codes.map(({ code }) => code.length));
  for (const { code, label = "", ...marks } of codes) {
    const said = [
      ...(marks.forbidden ? ["never admitted"] : []),
      ...(marks.testOnly ? ["tests only"] : []),
      ...(marks.special ? ["special category"] : []),
    ];
    const mark = said.length === 0 ? "" : ` (${said.join(", ")})`;
    io.out(`${code.padEnd(longest)}  ${label}${mark}`.trimEnd());
  }
}

const HELP = `
Examples, all lists, and the codes of one:
  safepassage codes
  safepassage codes service_need --json

The name of a field, such as need.services, stands for its list. A code marked "special category"
reveals a person's health, sex life, origin or belief (GDPR Art 9, LED Art 10).`;
