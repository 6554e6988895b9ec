import type { Io } from "../io/command.ts";
import { shownCitation } from "../print/citation-mark.ts";
import { createNotes } from "../print/notes.ts";
import { askFor, printJudgement, verdictShown } from "../print/print-judgement.ts";
import { report } from "../print/refusal.ts";
import { count } from "../print/wrap.ts";
import { type JudgedEntry, nameOf, type Reporter } from "./entry.ts";
import { createTally } from "./tally.ts";
import { headOf, type ToldPass } from "./told-pass.ts";

/**
 * Prints lines for a person. A message alone gets its whole judgement. Among many, a good file gets
 * one line, a good line of a file none, and all are counted at the end. What a refusal means is said
 * once.
 *
 * @param only - The path given, if there was only one.
 */
export function createTextReporter(io: Io, only: string | undefined): Reporter {
  const tally = createTally();
  let isAlone = false;
  const give = new Set<string>();
  /** Codes whose title and hint were printed before. */
  const told = new Set<string>();
  const print = async (entry: JudgedEntry, isShown: boolean): Promise<void> => {
    const { judged } = entry;
    if (isShown) await printJudgement(io, nameOf(entry), judged, { isWhole: isAlone });
    if (judged.wouldPass !== undefined) await printPass(io, judged.wouldPass);
  };
  return {
    entry(entry) {
      tally.count(entry);
      isAlone = tally.all === 1 && entry.file === only && entry.line === undefined;
      if ("error" in entry) {
        const { error } = entry;
        const isKnown = told.has(error.code);
        told.add(error.code);
        return report(error, false, io, isKnown);
      }
      const { judged, line } = entry;
      for (const option of judged.give ?? []) give.add(option);
      const isShown = isAlone || judged.findings.length > 0 || line === undefined;
      return isShown || judged.wouldPass !== undefined ? print(entry, isShown) : undefined;
    },
    async end() {
      if (isAlone) return;
      const counts = await Promise.all(
        tally.counts().map(async ([outcome, number], index) => {
          return [`${index === 0 ? ": " : ", "}${number} `, await verdictShown(outcome)];
        }),
      );
      io.out(count(tally.all, "message"), ...counts.flat());
      if (give.size > 0) io.out(askFor([...give]));
    },
  };
}

/** Prints what would pass: what happened to each value, and why as numbered notes. */
async function printPass(io: Io, pass: ToldPass): Promise<void> {
  const { ENGLISH_WORDING: wording } = await import("@safepassage/validator");
  if (!pass.passes) {
    const why = [...pass.missing.map((name) => wording.missing(name)), ...pass.codes].join(", ");
    io.out(`  ${headOf(pass, wording)}: ${wording.word(`pass.${pass.because}`)}: ${why}`);
    return;
  }
  const notes = createNotes();
  const longest = Math.max(0, ...pass.account.map(({ field }) => field.length));
  io.out(`  ${headOf(pass, wording)}:`);
  for (const { field, outcome, sentence, citation = "", citationRead = true } of pass.account) {
    const law = shownCitation(citation, citationRead);
    const mark = notes.mark(sentence && `${sentence} [${law}]`);
    io.out(`    ${outcome.padEnd(9)}  ${field.padEnd(longest)}${mark}`.trimEnd());
  }
  for (const line of notes.lines()) io.out(`    ${line}`);
  if (!pass.isMaximal) io.out(`    ${wording.word("pass.more")}`);
}
