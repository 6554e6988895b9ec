import type { WholeCodeList } from "@safepassage/schema";
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
      const { listCodeLists } = await import("@safepassage/schema");
      if (name !== undefined) {
        const list = await findList(name);
        if (json) io.out(JSON.stringify(list));
        else printList(io, list);
        return;
      }
      const lists = listCodeLists();
      if (json) io.out(JSON.stringify({ lists }));
      else {
        const longest = Math.max(...lists.map((list) => list.name.length));
        for (const { name: one, count, source } of lists) {
          io.out(`${one.padEnd(longest)}  ${String(count).padStart(5)}  ${source}`);
        }
      }
    });
}

/** Finds a list by its own name or by that of a field. */
async function findList(asked: string): Promise<WholeCodeList> {
  const { findCodeList, listCodeLists } = await import("@safepassage/schema");
  const found = findCodeList(asked);
  if (found !== undefined) return found;
  const names = listCodeLists().flatMap(({ name, fields }) => [name, ...fields]);
  const { nearest } = await import("@safepassage/schema/form");
  const near = nearest(asked, names);
  const hint =
    near.length === 0 ? "safepassage codes lists all" : `do you mean ${near.join(", ")}?`;
  throw optionInvalid(`no code list and no field with one has that name; ${hint}`);
}

function printList(io: Io, { name, source, licences, fields, codes }: WholeCodeList): void {
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
