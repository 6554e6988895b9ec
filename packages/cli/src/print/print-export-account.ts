import { type ExportAccount, LOSS_REASONS, type LossReason } from "@safepassage/crosswalks";
import type { Io } from "../io/command.ts";

/** What was exported, for a person. */
interface Exported {
  readonly records: number;
  readonly account: ExportAccount;
  readonly conditions: readonly string[];
}

/** Prints what became of every field, beside the result: on standard error. */
export function printExportAccount(io: Io, { records, account, conditions }: Exported): void {
  const notes: LossReason[] = [];
  const noteOf = (reason: LossReason | undefined): string => {
    if (reason === undefined) return "";
    const known = notes.indexOf(reason);
    return `  (${known >= 0 ? known + 1 : notes.push(reason)})`;
  };
  const { entries, lacking } = account;
  const names = [...entries.map(({ field }) => field), ...lacking.map(({ element }) => element)];
  const longest = Math.max(0, ...names.map((name) => name.length));
  const line = (word: string, name: string, count: number): string =>
    `${word.padEnd(10)}  ${name.padEnd(longest)}  ${count}`;
  for (const { field, outcome, reason, count } of entries) {
    io.err(`${line(WORDS[outcome], field, count)}${noteOf(reason)}`);
  }
  for (const { element, count } of lacking) io.err(line("not known", element, count));
  for (const [index, reason] of notes.entries()) io.err(`(${index + 1}) ${LOSS_REASONS[reason]}`);
  io.err(
    `${records} ${records === 1 ? "record" : "records"} exported: personal data, not anonymised`,
  );
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
