import { ProtocolError } from "@safepassage/core";
import { Command, CommanderError } from "commander";
import { CliError } from "./cli-error.ts";
import { EXIT, type Exit, type Io } from "./command.ts";
import { addIssue } from "./commands/issue.ts";
import { addKeys } from "./commands/keys.ts";
import { addMinimise } from "./commands/minimise.ts";
import { addOpen } from "./commands/open.ts";
import { addReceipt } from "./commands/receipt.ts";
import { addValidate } from "./commands/validate.ts";

/** A command tells its exit status through this. */
export type Finish = (exit: Exit) => void;

/**
 * Runs the command line.
 *
 * @param args - Arguments after the program's name.
 * @returns the exit status: 0 done, 1 refused, 2 usage. A bug is thrown, with its stack.
 */
export async function run(args: readonly string[], io: Io): Promise<Exit> {
  let exit: Exit = EXIT.done;
  const program = createProgram(io, args.includes("--json"), (status) => {
    exit = status;
  });
  const asJson = args.includes("--json");
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.done;
      // Without --json Commander has said it already.
      if (asJson) report(new CliError("CLI_USAGE", error.message), asJson, io);
      return EXIT.usage;
    }
    if (!(error instanceof ProtocolError)) throw error;
    report(error, asJson, io);
    const isUsage = error instanceof CliError && error.code !== "CLI_NOT_A_MESSAGE";
    return isUsage ? EXIT.usage : EXIT.refused;
  }
}

function createProgram(io: Io, asJson: boolean, finish: Finish): Command {
  const program = new Command("safepassage")
    .description("Exchange information against human trafficking, signed and minimised.")
    .version("0.1.0")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => {
        if (!asJson) io.err(text.trimEnd());
      },
    })
    .addHelpText("after", EXAMPLE);
  for (const add of [addKeys, addMinimise, addIssue, addOpen, addValidate, addReceipt]) {
    add(program, io, finish);
  }
  return program;
}

function report(error: ProtocolError, asJson: boolean, io: Io): void {
  const { code, title, hint, fault } = error;
  const detail = detailOf(error);
  if (asJson) {
    const issues = "issues" in error ? { issues: error.issues } : {};
    io.out(JSON.stringify({ refused: { code, title, hint, fault, detail, ...issues } }));
    return;
  }
  io.err(`${error instanceof CliError ? "error" : "refused"}: ${title} (${code})`);
  io.err(`hint: ${hint}`);
  io.err(`detail: ${detail}`);
}

/** What happened, and what it was caused by. Messages of this project hold no value of a record. */
function detailOf(error: Error): string {
  const { cause } = error;
  return cause instanceof ProtocolError ? `${error.message}: ${detailOf(cause)}` : error.message;
}

const EXAMPLE = `
Example, from a case file to a sealed message and back:
  safepassage minimise draft.json --agreement agr.json --registry registry.json --out minimised.json
  safepassage issue minimised.json --key ngo-b.key --to ngo-c.epochs --agreement agr.json \\
      --registry registry.json --out message.jwe --keep message.kept.json
  safepassage open message.jwe --as https://ngo-c.test --epoch-key ngo-c.epoch.key \\
      --agreement agr.json --registry registry.json

Exit status: 0 done, 1 refused, 2 usage.`;
