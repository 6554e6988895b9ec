import type { Command } from "commander";
import {
  type FormOptions,
  type FormType,
  giveForm,
  OUT,
  SET,
  setMembers,
} from "../case/fill-form.ts";
import type { Io } from "../io/command.ts";
import { requireFree } from "../read/read-input.ts";

/** `safepassage init statement` and `init consent`: what only a caseworker knows, to be filled in. */
export function addForms(init: Command, io: Io): void {
  init
    .command("statement")
    .description("Write a statement about a case file, which import and send need")
    .option("--set <member=value...>", SET)
    .option("--out <file>", OUT)
    .option("--json", "print JSON")
    .addHelpText("after", STATEMENT)
    .action(async (options: FormOptions) => {
      const { importStatementSchema } = await import("@safepassage/htcds");
      await write(io, importStatementSchema(), options);
    });

  init
    .command("consent")
    .description("Write a consent record, which stays with your agency")
    .option("--set <member=value...>", SET)
    .option("--out <file>", OUT)
    .option("--json", "print JSON")
    .addHelpText("after", CONSENT)
    .action(async (options: FormOptions) => {
      const { consentRecordSchema } = await import("@safepassage/schema");
      await write(io, consentRecordSchema(), options);
    });
}

async function write(io: Io, type: FormType, options: FormOptions): Promise<void> {
  await requireFree(io, options.out);
  const { templateOf } = await import("@safepassage/schema/form");
  await giveForm(io, type, setMembers(templateOf(type), options.set), options);
}

const STATEMENT = `
Example, to see what there is to state:
  safepassage init statement

Example, with all of it:
  safepassage init statement --out stated.json --set evaluation.nature=fact \\
      evaluation.sourceEval=B evaluation.infoEval=2 evaluation.verified=notVerified \\
      evaluation.complete=partial names.certainty=probable birthdate.basis=declared

Nothing has a default: an evaluation that nobody made would mislead whoever gets
the case. What is not filled in yet is named, with what is allowed.`;

const CONSENT = `
Example, to see what a record says:
  safepassage init consent

Put the record into the folder consents of your agency. No program sends it: what
is signed for a recipient says no more than it.`;
