import type { Prepared } from "@safepassage/agency";
import type { AccountEntry } from "@safepassage/validator";
import type { Command } from "commander";
import { rulesBroken } from "../answer.ts";
import { UNREAD } from "../citation-mark.ts";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";
import { printJudgement } from "../print-judgement.ts";
import { readDraft } from "../read-draft.ts";
import { HISTORY, readSenderFacts, type SenderOptions } from "../read-facts.ts";
import {
  inFile,
  NO_CONSENT,
  REGISTRY,
  REGISTRY_KEY,
  readNow,
  refuseConsents,
  requireFree,
} from "../read-input.ts";

interface MinimiseOptions extends SenderOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `safepassage minimise`: reduce a draft to what may leave, and say why the rest may not. */
export function addMinimise(program: Command, io: Io): void {
  program
    .command("minimise <draft>")
    .description("Reduce a draft to what may be sent and what its recipient will accept")
    .requiredOption("--agreement <file>", "agreement, signed by its parties")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--history <file>", HISTORY)
    .option("--consent <file...>", NO_CONSENT)
    .option("--now <instant>", "judge at this time instead of now")
    .option("--out <file>", "write the minimised draft")
    .option("--json", "print JSON: the minimised draft, the account of every field, the judgement")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage minimise draft.json --agreement agr.json --registry registry.json \\\n      --out minimised.json",
    )
    .action(async (file: string, options: MinimiseOptions) => {
      const { prepare } = await import("@safepassage/agency");
      refuseConsents(options);
      await requireFree(io, options.out);
      const now = readNow(io, options.now);
      const draft = await readDraft(io, file);
      const facts = await readSenderFacts(io, options, { file, draft, now });
      const prepared = inFile(file, () => prepare(draft, facts));
      const { account, judgement, leaks, maySend } = prepared;
      const leaking = leaks.filter(({ severity }) => severity === "error");
      if (leaking.length > 0) {
        const places = leaking.map(({ code, pointer }) => `${code} at ${pointer}`);
        throw new CliError("CLI_WITHHELD_VALUE", `${file}: ${places.join(", ")}`, { account });
      }
      if (options.json !== true) await printAccount(io, account);
      if (!maySend) {
        if (options.json !== true) {
          await printJudgement(io, file, judgement);
          printLack(io, prepared);
        }
        const told = { judgement, account };
        throw new CliError("CLI_RULES_BROKEN", rulesBroken(file, judgement), told);
      }
      if (options.out !== undefined) {
        const text = `${JSON.stringify(prepared.draft, null, 2)}\n`;
        await io.write(options.out, text, { secret: true });
      }
      if (options.json === true) {
        io.out(JSON.stringify(prepared));
        return;
      }
      io.out(
        options.out === undefined
          ? "Nothing was written: --out was not given."
          : `Written to ${options.out}. Next: safepassage issue ${options.out}`,
      );
    });
}

/** A field that was withheld is not reported as missing: the sender did give it. */
function printLack(io: Io, { account, judgement }: Pick<Prepared, "account" | "judgement">): void {
  const isWithheld = account.some(({ outcome }) => outcome === "withheld");
  if (!isWithheld || !judgement.findings.some(({ rule }) => rule === "R65")) return;
  io.out("What the draft has of the missing fields is withheld, for the numbered reasons above.");
  io.out("Where the reason is consent: safepassage consent assert puts it into the draft.");
}

/** Prints reasons as numbered notes: most fields share a few of them. */
async function printAccount(io: Io, account: readonly AccountEntry[]): Promise<void> {
  const { isCitationRead } = await import("@safepassage/schema");
  const notes: string[] = [];
  const noteOf = ({ reason, finding }: AccountEntry): string => {
    const why = reason ?? finding;
    if (why === undefined) return "";
    const { sentence, citation, citationStatus } = why;
    const isMarked = citationStatus !== "P" && !isCitationRead(citationStatus);
    const note = `${sentence} [${citation}${isMarked ? UNREAD : ""}]`;
    const known = notes.indexOf(note);
    return `  (${known >= 0 ? known + 1 : notes.push(note)})`;
  };
  const longest = Math.max(0, ...account.map(({ field }) => field.length));
  for (const permission of account) {
    const { field, outcome } = permission;
    io.out(`${outcome.padEnd(9)}  ${field.padEnd(longest)}${noteOf(permission)}`.trimEnd());
  }
  for (const [index, note] of notes.entries()) io.out(`(${index + 1}) ${note}`);
  const count = (outcome: AccountEntry["outcome"]): number =>
    account.filter((one) => one.outcome === outcome).length;
  io.out(
    `${count("allowed")} allowed, ${count("coarsened")} coarsened, ${count("withheld")} withheld`,
  );
}
