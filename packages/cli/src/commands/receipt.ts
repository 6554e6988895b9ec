import { ProtocolError } from "@safepassage/core";
import type * as Message from "@safepassage/message";
import type { AgencyRegistry } from "@safepassage/trust";
import type { Command } from "commander";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import type { CheckedCertificate } from "../evidence/check-certificate.ts";
import { checkSigned } from "../evidence/check-signed.ts";
import { type MatchedEvidence, matchReceipts } from "../evidence/match-receipts.ts";
import {
  type EvidenceFiles,
  type PlacedEvidence,
  type PlacedReceipt,
  readEvidenceFiles,
} from "../evidence/read-evidence.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { refusalOf, report } from "../print/refusal.ts";
import { inFile } from "../read/read-input.ts";
import {
  REGISTRY,
  REGISTRY_KEY,
  type RegistryOptions,
  readRegistry,
} from "../read/read-registry.ts";

interface ReceiptOptions extends RegistryOptions {
  readonly message?: string;
  readonly certificate?: string;
}

/** `safepassage receipt`: verify receipts, alone or as evidence for messages. */
export function addReceipt(program: Command, io: Io, finish: Finish): void {
  program
    .command("receipt <file...>")
    .description("Verify receipts and signed messages offline, and that they belong together")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--message <file>", "the issuer-signed JWT of the message, or a file that holds it")
    .option("--certificate <file>", "erasure certificate, to compare with what arrived")
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
  const { verifyEvidence, verifyReceipt } = await import("@safepassage/message");
  const registry = await readRegistry(io, options);
  const check: Check = { io, finish, options, registry, verifyEvidence, verifyReceipt };
  const read = await readEvidenceFiles(io, files, options.message);
  const { given, strays } = matchReceipts(read);
  const [only, ...others] = given;
  if (options.certificate !== undefined && (only === undefined || others.length > 0)) {
    throw optionInvalid("--certificate is about one message: name that one");
  }
  // A file that was named must be good; a bad file in a folder does not stop the rest.
  if (given.length > 0 && strays.length > 0 && !read.isFolder) throw ofNone(strays);
  const isMeant = read.leftOut.length === 0 && !read.isFolder;
  if (isMeant && only === undefined) await checkAlone(check, strays);
  else if (isMeant && only !== undefined && others.length === 0) {
    // A fault ends the command.
    verifyOne(check, only);
    for (const receipt of only.receipts) verifyOne(check, only, receipt);
    await showOne(check, only);
  } else await checkMany(check, { given, strays, leftOut: read.leftOut });
  if (options.json === true) return;
  const { printRegistry } = await import("../evidence/print-evidence.ts");
  printRegistry(io, options);
}

interface Check extends Pick<typeof Message, "verifyEvidence" | "verifyReceipt"> {
  readonly io: Io;
  readonly finish: Finish;
  readonly registry: AgencyRegistry;
  readonly options: ReceiptOptions;
}

/** Verifies receipts without a message: they show only sender, recipient and digest. */
async function checkAlone(check: Check, receipts: readonly PlacedReceipt[]): Promise<void> {
  const { io, options } = check;
  const checked = receipts.map((one) => verifyAlone(check, one));
  if (options.json === true) {
    io.out(JSON.stringify({ receipts: checked.map(({ claims }) => claims) }));
    return;
  }
  const { printReceipt } = await import("../evidence/print-evidence.ts");
  for (const one of checked) printReceipt(io, one, true);
}

function verifyAlone({ registry, verifyReceipt }: Check, { receipt, place }: PlacedReceipt) {
  const signed = { place, text: receipt, what: "receipt" } as const;
  return { claims: checkSigned(signed, registry, () => verifyReceipt(receipt, registry)), place };
}

/**
 * Verifies message and receipts together and prints the result.
 *
 * @param file - Name of the file, if there are several messages.
 */
async function showOne(
  { io, finish, registry, options, verifyEvidence }: Check,
  { jwt, place, receipts: placed }: PlacedEvidence,
  file?: string,
): Promise<Message.VerifiedEvidence> {
  const all = placed.map(({ receipt }) => receipt);
  const evidence = inFile(place, () => verifyEvidence({ jwt, receipts: all }, registry), APART);
  const { checkCertificate } = await import("../evidence/check-certificate.ts");
  const certificate =
    options.certificate === undefined
      ? undefined
      : await checkCertificate(io, options.certificate, evidence, registry);
  if (certificate !== undefined && isIncomplete(certificate)) finish(EXIT.refused);
  if (options.json === true) {
    const { clear, digest, receipts } = evidence;
    io.out(JSON.stringify({ file, clear, digest, receipts, certificate }));
    return evidence;
  }
  const { printCertificate, printEvidence } = await import("../evidence/print-evidence.ts");
  printEvidence(io, evidence, placed);
  if (certificate !== undefined) printCertificate(io, certificate);
  if (file !== undefined) io.out("");
  return evidence;
}

/** Verifies each message by itself, so that a bad one does not hide the others. */
async function checkMany(
  check: Check,
  { given, strays, leftOut }: MatchedEvidence & Pick<EvidenceFiles, "leftOut">,
): Promise<void> {
  const { io, finish, options } = check;
  const good: Message.VerifiedEvidence[] = [];
  let bad = 0;
  for (const one of given) {
    await goOn(check, one.place, async () => {
      verifyOne(check, one);
      const receipts: PlacedReceipt[] = [];
      for (const receipt of one.receipts) {
        const isGood = await goOn(check, receipt.place, () => verifyOne(check, one, receipt));
        if (isGood) receipts.push(receipt);
        else bad++;
      }
      good.push(await showOne(check, { ...one, receipts }, one.place));
    });
  }
  const alone = given.length === 0;
  const goodAlone = await checkStrays(check, strays, alone);
  bad += strays.length - goodAlone;
  if (leftOut.some(({ why }) => why === "unreadable")) finish(EXIT.refused);
  if (options.json === true) {
    for (const { place, why } of leftOut) io.out(JSON.stringify({ file: place, leftOut: why }));
    return;
  }
  const { printAlone, printSummary } = await import("../evidence/print-evidence.ts");
  if (alone) printAlone(io, { good: goodAlone, bad, leftOut });
  else printSummary(io, good, { given: given.length, bad, leftOut });
}

/**
 * Reports the receipts that name none of the messages, or prints them if there are no messages. Returns
 * how many are good.
 */
async function checkStrays(
  check: Check,
  strays: readonly PlacedReceipt[],
  alone: boolean,
): Promise<number> {
  const good: PlacedReceipt[] = [];
  for (const one of strays) {
    const isGood = await goOn(check, one.place, async () => {
      if (alone) await checkAlone(check, [one]);
      else verifyAlone(check, one);
    });
    if (isGood) good.push(one);
  }
  if (alone || good.length === 0) return good.length;
  const error = ofNone(good);
  await goOn(check, error.message, () => Promise.reject(error));
  return 0;
}

function ofNone(receipts: readonly PlacedReceipt[]): CliError {
  const places = receipts.map(({ place }) => place);
  return new CliError("CLI_RECEIPT_OF_NONE", places.join("; "));
}

/** Runs one of several checks and reports a refusal. Returns whether it passed. */
async function goOn(
  { io, finish, options }: Check,
  file: string,
  work: () => void | Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    finish(EXIT.refused);
    if (options.json === true) io.out(JSON.stringify({ file, refused: await refusalOf(error) }));
    else await report(error, false, io);
    return false;
  }
}

/** Verifies a message alone, or with one receipt, so that a bad one can be named. */
function verifyOne(
  { verifyEvidence, registry }: Check,
  { jwt, place }: PlacedEvidence,
  beside?: PlacedReceipt,
): void {
  const signed = beside
    ? ({ place: beside.place, text: beside.receipt, what: "receipt" } as const)
    : ({ place, text: jwt, what: "message" } as const);
  const receipts = beside ? [beside.receipt] : [];
  checkSigned(signed, registry, () => verifyEvidence({ jwt, receipts }, registry));
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

A file holds receipts, one a line, or answers of a gateway to GET /evidence/{digest}, which hold the
message too. In a folder, files ending in .json, .jsonl, .ndjson, .jwt or .txt are read; those without
evidence are named and skipped. A receipt names its message by digest. A message given twice counts once.
--message takes the signed JWT that \`safepassage evidence\` writes, a whole SD-JWT, the copy that issue
--keep wrote, or a gateway's answer. --certificate takes an erasure certificate, whole or opened.

Exit status: 0 everything is good; 1 something is bad or cannot be read, or a certificate is
incomplete.`;
