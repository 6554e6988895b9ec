import type { Agency, Taken } from "@safepassage/agency/node";
import type { Command } from "commander";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io, type OutputFile, secretJson } from "../io/command.ts";
import { printFindings, verdictShown } from "../print/print-judgement.ts";
import { requireKind } from "../read/needs.ts";
import { OPENING } from "../read/opening.ts";
import { type CommonOptions, requireFree } from "../read/options.ts";
import { inFile, readText } from "../read/read-input.ts";
import { maintain, withAgency } from "../read/with-agency.ts";

interface TakeOptions extends CommonOptions {
  readonly receipts?: string;
  readonly role?: string;
}

/** `safepassage take`: open a sealed message, judge it, store it and sign the receipts. */
export function addTake(program: Command, io: Io, finish: Finish): void {
  program
    .command("take <folder> <sealed>")
    .description("Open a sealed message, judge it, store it and sign the receipts")
    .option("--out <file>", "write the message, readable by you only, if it is accepted")
    .option("--receipts <file>", "write the receipts for the sender, one a line")
    .option("--role <role>", "read a message in quarantine in this role; that is recorded")
    .option("--now <instant>", "act at this time instead of now")
    .option("--json", "print JSON: the message, its verdict, findings and receipts")
    .addHelpText("after", HELP)
    .action(async (folder: string, file: string, options: TakeOptions) => {
      if (options.role !== undefined && !/^[\w-]{1,64}$/.test(options.role)) {
        throw optionInvalid("--role has 1 to 64 letters, digits, _ and -");
      }
      await requireFree(io, options.out, options.receipts);
      const sealed = await readText(io, file, "sealed");
      requireKind(file, sealed, "sealed");
      await withAgency(io, folder, options.now, async (agency) => {
        const taken = await take(io, agency, { sealed, file, options });
        await maintain(io, options.now, agency);
        await io.writeAll(outputsOf(taken, options));
        if (options.json === true && taken.verdict !== "reject") io.out(JSON.stringify(taken));
        if (options.json !== true) await print(io, file, taken, options);
        if (taken.verdict === "reject") {
          throw new CliError("CLI_MESSAGE_REJECTED", `${file}: ${taken.rules.join(", ")}`);
        }
        // Only two named roles may read it, so a script must not pass it on as accepted.
        if (taken.verdict === "quarantine") finish(EXIT.refused);
      });
    });
}

/** Takes a message in. One that cannot be opened gets a signed answer too. */
async function take(
  io: Io,
  agency: Agency,
  { sealed, file, options }: { sealed: string; file: string; options: TakeOptions },
): Promise<Taken> {
  const { RefusedPackage } = await import("@safepassage/agency");
  try {
    const taken = await agency.take(sealed);
    if (taken.verdict !== "quarantine" || options.role === undefined) return taken;
    const message = await agency.readQuarantined(taken.digest, options.role);
    return { ...taken, ...(message && { message }) };
  } catch (error) {
    if (error instanceof RefusedPackage && options.receipts !== undefined) {
      await io.write(options.receipts, `${error.receipt}\n`);
    }
    const refuse = (): never => {
      throw error instanceof RefusedPackage ? error.error : error;
    };
    return inFile(file, refuse, OPENING);
  }
}

function outputsOf({ message, receipts }: Taken, options: TakeOptions): readonly OutputFile[] {
  const outputs: OutputFile[] = [];
  if (options.receipts !== undefined) {
    outputs.push({ path: options.receipts, text: `${receipts.join("\n")}\n` });
  }
  if (options.out !== undefined && message !== undefined) {
    outputs.push(secretJson(options.out, message));
  }
  return outputs;
}

async function print(io: Io, file: string, taken: Taken, options: TakeOptions): Promise<void> {
  const { message, digest, verdict, findings } = taken;
  const sender = message?.clear["env.sender.agencyId"];
  io.out(sender === undefined ? `message ${digest}` : `from ${sender}, message ${digest}`);
  io.out(await verdictShown(verdict), `  ${file}`);
  printFindings(io, findings);
  if (options.out !== undefined && message !== undefined) io.out(`message in ${options.out}`);
  if (verdict === "quarantine" && message === undefined) {
    io.out("Two named roles of your agency may read it: with --role, which is recorded.");
  }
  if (options.receipts !== undefined) io.out(`receipts for the sender in ${options.receipts}`);
}

const HELP = `
Example, with the receipts that go back to the sender:
  safepassage take exchange/ngo-c sealed.jwe --out message.json \\
      --receipts receipts.txt

<folder> is your agency's, as safepassage init made it; <sealed> is what the sender's
issue wrote. The message is kept in its state. A message that is taken again gets
the same receipts.

Exit status: 0 accepted; 1 rejected, in quarantine, or impossible to open; 2 usage.`;
