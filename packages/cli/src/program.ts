import { ProtocolError } from "@safepassage/core";
import { Command, CommanderError, type OutputConfiguration } from "commander";
import { addAgreement } from "./commands/agreement.ts";
import { addAuthorisation } from "./commands/authorisation.ts";
import { addCodes } from "./commands/codes.ts";
import { addConsent } from "./commands/consent.ts";
import { addEvidence } from "./commands/evidence.ts";
import { addExport } from "./commands/export.ts";
import { addGateway } from "./commands/gateway.ts";
import { addImport } from "./commands/import.ts";
import { addInit } from "./commands/init.ts";
import { addIssue } from "./commands/issue.ts";
import { addKeys } from "./commands/keys.ts";
import { addMaintain } from "./commands/maintain.ts";
import { addOpen } from "./commands/open.ts";
import { addPrepare } from "./commands/prepare.ts";
import { addReceipt } from "./commands/receipt.ts";
import { addRegistry } from "./commands/registry-check.ts";
import { addSchema } from "./commands/schema.ts";
import { addSdJwt } from "./commands/sd-jwt.ts";
import { addSend } from "./commands/send.ts";
import { addTake } from "./commands/take.ts";
import { addValidate } from "./commands/validate.ts";
import { addWithdraw } from "./commands/withdraw.ts";
import { CliError, optionMissing } from "./errors/cli-error.ts";
import { EXIT, type Exit, type Finish, type Io, type Outside, worseOf } from "./io/command.ts";
import { createVisibleIo } from "./io/visible-io.ts";
import { exitFor, report } from "./print/refusal.ts";
import { dashedDigests } from "./read/dashed-digests.ts";
import { requireFolders } from "./read/require-folder.ts";
import { takeJson } from "./read/take-json.ts";

/**
 * Runs the command line.
 *
 * @param args - Arguments after the program's name.
 * @returns the exit status: 0 done, 1 refused, 2 usage; 78 if a gateway cannot start before a person mends something. A bug is thrown, with its stack.
 */
export async function run(args: readonly string[], outside: Outside): Promise<Exit> {
  const io = createVisibleIo(outside);
  let exit: Exit = EXIT.done;
  const { asJson, rest } = takeJson(args);
  const shown: string[] = [];
  const program = createProgram(
    io,
    (status) => {
      exit = status;
    },
    asJson ? { writeOut: (text) => void shown.push(text), writeErr: () => {} } : undefined,
  );
  program.hook("preAction", (_, command) =>
    requireFolders(io, command, (status) => {
      exit = status;
    }),
  );
  if (asJson) program.hook("preAction", (_, command) => void command.setOptionValue("json", true));
  try {
    await program.parseAsync(dashedDigests(rest, program), { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      const what = error.code === "commander.version" ? "version" : "help";
      if (asJson) io.out(JSON.stringify({ [what]: shown.join("").trimEnd() }));
      return EXIT.done;
    }
    // A person who names no command has seen the help.
    const unknown = unknownIn(rest);
    const isShown = error instanceof CommanderError && error.code === NO_COMMAND && !asJson;
    if (isShown && unknown === undefined) return EXIT.usage;
    const refusal = error instanceof CommanderError ? usageError(error, unknown) : error;
    if (!(refusal instanceof ProtocolError)) throw error;
    await report(refusal, asJson, io);
    return worseOf(exit, exitFor(refusal));
  }
}

/**
 * All commands with their help. A test runs every example in it.
 *
 * @param output - Where help goes, asked for or shown because a command is missing.
 */
export function createProgram(
  io: Io,
  finish: Finish,
  output: OutputConfiguration = {
    writeOut: (text) => io.document(text.trimEnd()),
    writeErr: (text) => io.document(text.trimEnd(), "err"),
  },
): Command {
  const program = new Command("safepassage")
    .description("Exchange information against human trafficking, signed and minimised.")
    .version("0.1.0")
    .option("--json", "print JSON and nothing else; may stand anywhere on the line")
    // One value in 4,096 begins with -V, such as a digest: behind the name of a command it asks for no version.
    .enablePositionalOptions()
    .exitOverride()
    // A wrong line is reported like every refusal.
    .configureOutput({ ...output, outputError: () => {} })
    .addHelpText("after", EXAMPLE);
  for (const add of COMMANDS) {
    add(program, io, finish);
  }
  return program;
}

/** The command that somebody has asked help for, if none was found for it. */
function unknownIn(rest: readonly string[]): string | undefined {
  const words = rest.filter((word) => !word.startsWith("-"));
  const at = words.lastIndexOf("help");
  return at < 0 ? undefined : words[at + 1];
}

function usageError({ code, message }: CommanderError, unknown: string | undefined): CliError {
  const detail = message.replace(/^error: /, "").replaceAll("\n", " ");
  if (code === NO_COMMAND) {
    const what = unknown === undefined ? "a command is missing" : `unknown command '${unknown}'`;
    return new CliError("CLI_USAGE", what);
  }
  if (code === "commander.missingMandatoryOptionValue") {
    return optionMissing(detail);
  }
  return new CliError("CLI_USAGE", detail);
}

/** In the order of the help, which follows a message on its way. */
const COMMANDS = [
  addInit,
  addSend,
  addTake,
  addWithdraw,
  addMaintain,
  addGateway,
  addKeys,
  addAgreement,
  addAuthorisation,
  addImport,
  addCodes,
  addConsent,
  addPrepare,
  addIssue,
  addOpen,
  addValidate,
  addReceipt,
  addRegistry,
  addEvidence,
  addExport,
  addSchema,
  addSdJwt,
];

const NO_COMMAND = "commander.help";

const EXAMPLE = `
Example, two agencies for trying things; one sends a case:
  safepassage init exchange exchange
  safepassage send exchange/ngo-b cases.csv --statement statement.json \\
      --request referral.json --officer a17 --officer-assurance 2 \\
      --to exchange/ngo-c

Example, from an agreement and a case file to a sealed message, and to its proof:
  safepassage agreement sign terms.json --key ngo-b.key --out agr.ngo-b.json
  safepassage agreement sign agr.ngo-b.json --key ngo-c.key --out agr.json
  safepassage keys epochs --as https://ngo-c.test --key ngo-c.key --keep ngo-c.epochs.key \\
      --out ngo-c.epochs
  safepassage import htcds cases.csv --statement statement.json --request request.json \\
      --as https://ngo-b.test --officer-assurance 2 --key ngo-b.key --agreement agr.json \\
      --registry registry.json --out draft.json
  safepassage prepare draft.json --agreement agr.json --registry registry.json --out prepared.json
  safepassage issue prepared.json --key ngo-b.key --to ngo-c.epochs --agreement agr.json \\
      --registry registry.json --out message.jwe --keep kept.json
  safepassage open message.jwe --as https://ngo-c.test --epoch-key ngo-c.epochs.key \\
      --agreement agr.json --registry registry.json --out message.json --key ngo-c.key \\
      --receipts receipts.txt
  safepassage evidence kept.json --out message.jwt
  safepassage receipt receipts.txt --registry registry.json --message message.jwt

keys generate makes the keys. The registry's authority lists the public halves. The terms are what the
agencies agreed (docs/spec/agreements.md). Statement and request hold what only a caseworker knows
(docs/guides/import-case-files.md).

Exit status: 0 done, 1 refused, 2 usage.`;
