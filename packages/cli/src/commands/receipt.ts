import type { Command } from "commander";
import type { ReceiptOptions } from "../evidence/check-evidence.ts";
import type { Finish, Io } from "../io/command.ts";
import { REGISTRY, REGISTRY_KEY } from "../read/read-registry.ts";

/** `safepassage receipt`: verify receipts, alone or as evidence for messages. */
export function addReceipt(program: Command, io: Io, finish: Finish): void {
  program
    .command("receipt <file...>")
    .description("Verify receipts and signed messages offline, and that they belong together")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--message <file>", "the issuer-signed JWT of the message, or a file that holds it")
    .option("--certificate <file>", "erasure certificate, to compare with what arrived")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (files: readonly string[], options: ReceiptOptions) => {
      const { checkEvidence } = await import("../evidence/check-evidence.ts");
      await checkEvidence(io, finish, files, options);
    });
}

const HELP = `
Example:
  safepassage receipt receipts.txt --registry registry.json --message message.jwt

Example, all that an agency handed over, and what it comes to:
  safepassage receipt message.jwt receipts.txt --registry registry.json

A file holds receipts, one a line, or answers of a gateway to GET /v1/messages/{digest}/evidence, which
hold the message too. In a folder, files ending in .json, .jsonl, .ndjson, .jwt or .txt are read; those without
evidence are named and skipped. A receipt names its message by digest. A message given twice counts once.
--message takes the signed JWT that \`safepassage evidence\` writes, a whole SD-JWT, the copy that issue
--keep wrote, or a gateway's answer. --certificate takes an erasure certificate: its evidence from a gateway,
whole, or opened. Certificates whose evidence is among the files are compared without it.

Exit status: 0 everything is good; 1 something is bad or cannot be read, receipts contradict each other, or
a certificate is incomplete or impossible; 2 a mistake in using the command, as a file without evidence.
An erasure that came late ends with 0, and is told.`;
