import { isJsonObject, type JsonObject } from "@safepassage/core";
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

/** `safepassage init statement`, `init consent` and `init agreement`: files for what only people know or agree. */
export function addForms(init: Command, io: Io): void {
  for (const { name, description, help, type, known } of FORMS) {
    init
      .command(name)
      .description(description)
      .option("--set <member=value...>", SET)
      .option("--out <file>", OUT)
      .option("--json", "print JSON")
      .addHelpText("after", help)
      .action(async (options: FormOptions) => write(io, await type(), options, await known?.()));
  }
}

/** @param known - Members that need no person. */
async function write(
  io: Io,
  type: FormType,
  options: FormOptions,
  known: JsonObject = {},
): Promise<void> {
  await requireFree(io, options.out);
  const { templateOf } = await import("@safepassage/schema/form");
  const form = templateOf(type);
  const begun = isJsonObject(form) ? { ...form, ...known } : form;
  await giveForm(io, type, setMembers(begun, options.set), options);
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

const AGREEMENT = `
Example, to see what there is to agree:
  safepassage init agreement

Example, begun:
  safepassage init agreement --out terms.new.json --set id=AGR-CARE version=1.0 \\
      parties=https://ngo-b.test,https://ngo-c.test purposes=ASSISTANCE_REFERRAL \\
      from=2027-01-01 until=2028-12-31 purposeDefault=true k=10 minAssurance=2

The catalogue and the versions of the protocol are those of this program. Once it is
whole, agreement check names the fields that want a row; then all parties sign it.`;

interface FormRow {
  readonly name: string;
  readonly description: string;
  readonly help: string;
  readonly type: () => Promise<FormType>;
  readonly known?: () => Promise<JsonObject>;
}

const FORMS: readonly FormRow[] = [
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
  {
    name: "agreement",
    description: "Write the terms of an agreement, which its parties complete and sign",
    help: AGREEMENT,
    type: async () => (await import("@safepassage/schema")).agreementTextSchema(),
    async known() {
      const { PROFILE_DIGEST } = await import("@safepassage/schema");
      const { PROTOCOL_VERSIONS } = await import("@safepassage/message");
      return { profiles: [PROFILE_DIGEST], protocols: [...PROTOCOL_VERSIONS] };
    },
  },
];
