import { ProtocolError } from "@safepassage/core";
import type { VerifiedEvidence } from "@safepassage/message";
import type { AgencyRegistry } from "@safepassage/trust";
import type { Command } from "commander";
import type { CheckedCertificate } from "../check-certificate.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type Io } from "../command.ts";
import type { Finish } from "../program.ts";
import {
  checkSigned,
  matchReceipts,
  type PlacedEvidence,
  type PlacedReceipt,
  readEvidenceFiles,
  readSignedMessage,
} from "../read-evidence.ts";
import { inFile, REGISTRY, REGISTRY_KEY, readRegistry } from "../read-input.ts";
import { refusalOf, report } from "../refusal.ts";

interface ReceiptOptions {
  readonly registry: string;
  readonly registryKey?: string;
  readonly message?: string;
  readonly certificate?: string;
  readonly json?: boolean;
}

/** `safepassage receipt`: verify receipts, alone or as evidence for messages. */
export function addReceipt(program: Command, io: Io, finish: Finish): void {
  program
    .command("receipt <file...>")
    .description("Verify receipts and signed messages offline, and that they belong together")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--message <file>", "the issuer-signed JWT of the message, or a file that holds it")
    .option("--certificate <file>", "erasure certificate, to compare with what had arrived")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((files: readonly string[], options: ReceiptOptions) =>
      checkEvidence(io, finish, files, options),
    );
}

async function checkEvidence(
  io: Io,
  finish: Finish,
  files: readonly string[],
  options: ReceiptOptions,
): Promise<void> {
  const registry = await readRegistry(io, options);
  const read = await readEvidenceFiles(io, files);
  if (options.message !== undefined) {
    const jwt = await readSignedMessage(io, options.message);
    const beside = read.messages.flatMap(({ receipts }) => receipts);
    const receipts = [...beside, ...read.receipts];
    return await checkOne(io, finish, { jwt, place: options.message, receipts }, registry, options);
  }
  const [only, ...others] = matchReceipts(read);
  if (only !== undefined && others.length === 0) {
    return await checkOne(io, finish, only, registry, options);
  }
  if (options.certificate !== undefined) {
    throw new CliError("CLI_OPTION_INVALID", "--certificate is about one message: name that one");
  }
  if (only === undefined) return await checkAlone(io, read.receipts, registry, options);
  await checkMany(
    io,
    finish,
    { given: [only, ...others], leftOut: read.leftOut },
    registry,
    options,
  );
}

/** Receipts without a message: by whom, to whom and about which digest, and nothing else. */
async function checkAlone(
  io: Io,
  receipts: readonly PlacedReceipt[],
  registry: AgencyRegistry,
  options: ReceiptOptions,
): Promise<void> {
  const { verifyReceipt } = await import("@safepassage/message");
  const checked = receipts.map(({ receipt, place }) => ({
    claims: checkSigned({ place, text: receipt, what: "receipt" }, registry, () =>
      verifyReceipt(receipt, registry),
    ),
    place,
  }));
  if (options.json === true) {
    io.out(JSON.stringify({ receipts: checked.map(({ claims }) => claims) }));
    return;
  }
  const { printReceipt, printRegistry } = await import("../print-evidence.ts");
  for (const one of checked) printReceipt(io, one, true);
  printRegistry(io, options);
}

async function checkOne(
  io: Io,
  finish: Finish,
  given: PlacedEvidence,
  registry: AgencyRegistry,
  options: ReceiptOptions,
): Promise<void> {
  const evidence = await verify(given, registry);
  const { checkCertificate } = await import("../check-certificate.ts");
  const certificate =
    options.certificate === undefined
      ? undefined
      : await checkCertificate(io, options.certificate, evidence, registry);
  if (certificate !== undefined && isIncomplete(certificate)) finish(EXIT.refused);
  if (options.json === true) {
    const { clear, digest, receipts } = evidence;
    io.out(JSON.stringify({ clear, digest, receipts, ...(certificate && { certificate }) }));
    return;
  }
  const { printCertificate, printEvidence, printRegistry } = await import("../print-evidence.ts");
  printEvidence(io, evidence, given.receipts);
  if (certificate !== undefined) printCertificate(io, certificate);
  printRegistry(io, options);
}

/** One that is refused does not hide the others. */
async function checkMany(
  io: Io,
  finish: Finish,
  { given, leftOut }: { given: readonly PlacedEvidence[]; leftOut: readonly string[] },
  registry: AgencyRegistry,
  options: ReceiptOptions,
): Promise<void> {
  const { printEvidence, printRegistry, printSummary } = await import("../print-evidence.ts");
  const good: VerifiedEvidence[] = [];
  for (const one of given) {
    const { place: file } = one;
    try {
      const evidence = await verify(one, registry);
      good.push(evidence);
      const { clear, digest, receipts } = evidence;
      if (options.json === true) io.out(JSON.stringify({ file, clear, digest, receipts }));
      else {
        printEvidence(io, evidence, one.receipts);
        io.out("");
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      finish(EXIT.refused);
      if (options.json === true) {
        io.out(JSON.stringify({ file, refused: await refusalOf(error) }));
      } else await report(error, false, io);
    }
  }
  if (options.json === true) return;
  printSummary(io, good, { given: given.length, leftOut });
  printRegistry(io, options);
}

/** Verifies a message and each of its receipts by itself first, so that the one that is wrong is named. */
async function verify(
  { jwt, place, receipts }: PlacedEvidence,
  registry: AgencyRegistry,
): Promise<VerifiedEvidence> {
  const { verifyEvidence } = await import("@safepassage/message");
  checkSigned({ place, text: jwt, what: "message" }, registry, () =>
    verifyEvidence({ jwt, receipts: [] }, registry),
  );
  for (const { receipt, place: at } of receipts) {
    checkSigned({ place: at, text: receipt, what: "receipt" }, registry, () =>
      verifyEvidence({ jwt, receipts: [receipt] }, registry),
    );
  }
  const all = receipts.map(({ receipt }) => receipt);
  return inFile(place, () => verifyEvidence({ jwt, receipts: all }, registry), APART);
}

const isIncomplete = ({ uncertified, foreign, arrived }: CheckedCertificate): boolean =>
  arrived === undefined || uncertified.length + foreign.length > 0;

const APART = {
  RECEIPT_MISMATCH: "Each receipt is about this message, but they differ in what was delivered.",
};

const HELP = `
Example:
  safepassage receipt receipts.txt --registry registry.json --message message.jwt

Example, all that an agency handed over, and what it comes to:
  safepassage receipt message.jwt receipts.txt --registry registry.json

A file may hold several receipts, one a line, or be the answer of a gateway to GET /evidence/{digest},
which holds the message too, or several of them, one a line. Of a folder the files are read that end in
.json, .jsonl, .ndjson, .jwt or .txt. Receipts find their message by the digest that they name.
--message takes the signed JWT that \`safepassage evidence\` writes, a whole SD-JWT, the copy of issue
--keep, or a gateway's answer. --certificate takes an erasure certificate whole, or as it was opened.

Exit status: 0 all that was given is good; 1 something is not, or a certificate leaves something out.`;
