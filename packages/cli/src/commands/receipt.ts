import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";
import {
  evidenceHints,
  type ReceiptFiles,
  readReceipts,
  readSignedMessage,
} from "../read-evidence.ts";
import { inFile, REGISTRY, REGISTRY_KEY, readRegistry } from "../read-input.ts";

interface ReceiptOptions {
  readonly registry: string;
  readonly registryKey?: string;
  readonly message?: string;
  readonly json?: boolean;
}

/** `safepassage receipt`: verify receipts, alone or as evidence for a message. */
export function addReceipt(program: Command, io: Io): void {
  program
    .command("receipt <file...>")
    .description("Verify receipts offline, and that they are about a message")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--message <file>", "the issuer-signed JWT of the message, or a file that holds it")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (files: readonly string[], options: ReceiptOptions) => {
      const registry = await readRegistry(io, options);
      const read = await readReceipts(io, files);
      const message = await messageOf(io, options.message, read);
      const { printMessage, printReceipt, printRegistry } = await import("../print-evidence.ts");
      const { verifyEvidence, verifyReceipt } = await import("@safepassage/message");
      if (message === undefined) {
        const receipts = read.receipts.map(({ receipt, place }) => ({
          claims: inFile(place, () => verifyReceipt(receipt, registry), OF_RECEIPT),
          place,
        }));
        if (options.json === true) {
          io.out(JSON.stringify({ receipts: receipts.map(({ claims }) => claims) }));
          return;
        }
        for (const one of receipts) printReceipt(io, one, true);
        printRegistry(io, options);
        return;
      }
      const { jwt, path } = message;
      inFile(path, () => verifyEvidence({ jwt, receipts: [] }, registry), OF_MESSAGE);
      // Each by itself first, so that the one that is wrong is named.
      for (const { receipt, place } of read.receipts) {
        inFile(place, () => verifyEvidence({ jwt, receipts: [receipt] }, registry), OF_RECEIPT);
      }
      const receipts = read.receipts.map(({ receipt }) => receipt);
      const evidence = inFile(
        files.join(" "),
        () => verifyEvidence({ jwt, receipts }, registry),
        APART,
      );
      if (options.json === true) {
        const { clear, digest } = evidence;
        io.out(JSON.stringify({ clear, digest, receipts: evidence.receipts }));
        return;
      }
      printMessage(io, evidence);
      evidence.receipts.forEach((claims, index) => {
        printReceipt(io, { claims, place: read.receipts[index]?.place ?? "" }, false);
      });
      printRegistry(io, options);
    });
}

/** The message named, or the one that lies beside the receipts. */
async function messageOf(io: Io, path: string | undefined, { messages }: ReceiptFiles) {
  if (path !== undefined) return { jwt: await readSignedMessage(io, path), path };
  if (new Set(messages.map(({ jwt }) => jwt)).size > 1) {
    throw new CliError(
      "CLI_OPTION_INVALID",
      "the files hold several messages: check one at a time",
    );
  }
  return messages[0];
}

const OF_MESSAGE = evidenceHints("message");
const OF_RECEIPT = evidenceHints("receipt");
const APART = {
  RECEIPT_MISMATCH: "Each receipt is about this message, but they differ in what was delivered.",
};

const HELP = `
Example:
  safepassage receipt receipts.txt --registry registry.json --message message.jwt

A file may hold several receipts, one a line, or be the answer of a gateway to GET /evidence/{digest},
which holds the message too. --message takes the signed JWT that \`safepassage evidence\` writes, a whole
SD-JWT, the copy of issue --keep, or that answer.`;
