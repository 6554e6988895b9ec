import { type ExportAccount, LOSS_REASONS } from "@safepassage/crosswalks";
import type { Io } from "../io/command.ts";
import { createNotes } from "./notes.ts";
import { count } from "./wrap.ts";

interface Exported {
  readonly records: number;
  readonly account: ExportAccount;
  readonly conditions: readonly string[];
}

/** Prints on standard error what happened to every field. */
export function printExportAccount(io: Io, { records, account, conditions }: Exported): void {
  const notes = createNotes();
  const { entries, lacking } = account;
  const names = [...entries.map(({ field }) => field), ...lacking.map(({ element }) => element)];
  const longest = Math.max(0, ...names.map((name) => name.length));
  const line = (word: string, name: string, values: number): string =>
    `${word.padEnd(10)}  ${name.padEnd(longest)}  ${values}`;
  for (const { field, outcome, reason, count: values } of entries) {
    io.err(line(WORDS[outcome], field, values) + notes.mark(reason && LOSS_REASONS[reason]));
  }
  for (const { element, count: values } of lacking) io.err(line("not known", element, values));
  for (const note of notes.lines()) io.err(note);
  io.err(`${count(records, "record")} exported: personal data, not anonymised`);
  if (conditions.length === 0) return;
  io.err(`conditions of the messages: ${conditions.join(", ")}`);
  io.err("Where you received them, the conditions bind this use too.");
}

const WORDS = {
  same: "same words",
  close: "close",
  coarsened: "coarsened",
  lost: "left out",
} as const;
