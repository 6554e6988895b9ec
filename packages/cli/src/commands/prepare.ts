import type { Command } from "commander";
import { type Io, secretJson } from "../io/command.ts";
import { inShell } from "../print/in-shell.ts";
import { showPrepared } from "../print/print-account.ts";
import { printResult } from "../print/result.ts";
import { HISTORY, readSending, type SenderOptions } from "../read/read-facts.ts";
import { inFile } from "../read/read-input.ts";
import { REGISTRY, REGISTRY_KEY } from "../read/read-registry.ts";

/** `safepassage prepare`: reduce a draft to what may leave, and say why the rest may not. */
export function addPrepare(program: Command, io: Io): void {
  program
    .command("prepare <draft>")
    .description("Reduce a draft to what may be sent and what its recipient will accept")
    .requiredOption("--agreement <file>", "agreement, signed by its parties")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--history <file>", HISTORY)
    .option("--now <instant>", "judge at this time instead of now")
    .option("--out <file>", "write the prepared draft")
    .option("--json", "print JSON: the prepared draft, the account of every field, the judgement")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage prepare draft.json --agreement agr.json --registry registry.json \\\n      --out prepared.json",
    )
    .action(async (file: string, options: SenderOptions) => {
      const { prepare, shownOf } = await import("@safepassage/agency");
      const { draft, facts } = await readSending(io, file, options, options.out);
      const prepared = shownOf(inFile(file, () => prepare(draft, facts)));
      await showPrepared(io, file, prepared, options.json);
      if (options.out !== undefined) {
        await io.writeAll([secretJson(options.out, prepared.draft)]);
      }
      printResult(
        io,
        options.json,
        prepared,
        options.out === undefined
          ? "Nothing was written: --out was not given."
          : `Written to ${options.out}. Next: safepassage issue ${inShell(options.out)}`,
      );
    });
}
