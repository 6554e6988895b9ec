import type { ShownDraft } from "@safepassage/agency";
import type { AccountEntry } from "@safepassage/validator";
import { rulesBroken } from "../errors/answer.ts";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { shownCitation } from "./citation-mark.ts";
import { createNotes } from "./notes.ts";
import { printJudgement } from "./print-judgement.ts";

/** Shows a person what happens to each field, and refuses a draft that may not be sent. */
export async function showPrepared(
  io: Io,
  file: string,
  prepared: ShownDraft,
  asJson = false,
): Promise<void> {
  const { account, judgement, leaks, maySend } = prepared;
  const leaking = leaks.filter(({ severity }) => severity === "error");
  if (leaking.length > 0) {
    const places = leaking.map(({ code, pointer }) => `${code} at ${pointer}`);
    throw new CliError("CLI_WITHHELD_VALUE", `${file}: ${places.join(", ")}`, { account });
  }
  if (!asJson) await printAccount(io, account);
  if (maySend) return;
  if (!asJson) {
    await printJudgement(io, file, judgement);
    printLack(io, prepared);
  }
  throw new CliError("CLI_RULES_BROKEN", rulesBroken(file, judgement), { judgement, account });
}

/** Says that a missing field was withheld: the sender did give it. */
function printLack(io: Io, { account, judgement }: ShownDraft): void {
  const isWithheld = account.some(({ outcome }) => outcome === "withheld");
  if (!isWithheld || !judgement.findings.some(({ rule }) => rule === "R65")) return;
  io.out("The draft has some of the missing fields; the numbered reasons above withhold them.");
  io.out("Where the reason is consent: safepassage consent assert puts it into the draft.");
}

/** Prints reasons as numbered notes: most fields share a few of them. */
async function printAccount(io: Io, account: readonly AccountEntry[]): Promise<void> {
  const { isCitationRead } = await import("@safepassage/schema");
  const { sayBeside } = await import("@safepassage/validator");
  const notes = createNotes();
  const noteOf = ({ reason, finding }: AccountEntry): string | undefined => {
    const why = reason ?? finding;
    if (why === undefined) return undefined;
    const { citation, citationStatus } = why;
    const sentence = reason === undefined ? why.sentence : sayBeside(reason);
    return `${sentence} [${shownCitation(citation, isCitationRead(citationStatus))}]`;
  };
  const longest = Math.max(0, ...account.map(({ field }) => field.length));
  for (const one of account) {
    const name = one.field.padEnd(longest);
    io.out(`${one.outcome.padEnd(9)}  ${name}${notes.mark(noteOf(one))}`.trimEnd());
  }
  for (const line of notes.lines()) io.out(line);
  const count = (outcome: AccountEntry["outcome"]): number =>
    account.filter((one) => one.outcome === outcome).length;
  io.out(
    `${count("allowed")} allowed, ${count("coarsened")} coarsened, ${count("withheld")} withheld`,
  );
}
