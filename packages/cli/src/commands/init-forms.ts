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
import { requireFree } from "../read/options.ts";

/** `safepassage init statement` and `init consent`: files for what only a caseworker knows. */
export function addForms(init: Command, io: Io): void {
  for (const { name, description, help, type } of FORMS) {
    init
      .command(name)
      .description(description)
      .option("--set <member=value...>", SET)
      .option("--out <file>", OUT)
      .option("--json", "print JSON")
      .addHelpText("after", help)
      .action(async (options: FormOptions) => write(io, await type(), options));
  }
}

async function write(io: Io, type: FormType, options: FormOptions): Promise<void> {
  await requireFree(io, options.out);
  const { templateOf } = await import("@safepassage/schema/form");
  await giveForm(io, type, setMembers(templateOf(type), options.set), options);
}

const STATEMENT = `
Example, to see what there is to state:
  safepassage init statement

Example, filled in:
  safepassage init statement --out stated.json --set evaluation.nature=fact \\
      evaluation.sourceEval=B evaluation.infoEval=2 evaluation.verified=notVerified \\
      evaluation.complete=partial names.certainty=probable birthdate.basis=declared

Nothing has a default: an evaluation that nobody made would mislead the recipient.
Members still to be filled in are listed, with the allowed values.`;

const CONSENT = `
Example, to see what a record contains:
  safepassage init consent

Put the record into the folder consents of your agency. No program sends it: what
is signed for a recipient says no more than the record.`;

const FORMS = [
  {
    name: "statement",
    description: "Write a statement about a case file, which import and send need",
    help: STATEMENT,
    type: async () => (await import("@safepassage/htcds")).importStatementSchema(),
  },
  {
    name: "consent",
    description: "Write a consent record, which stays with your agency",
    help: CONSENT,
    type: async () => (await import("@safepassage/schema")).consentRecordSchema(),
  },
];
