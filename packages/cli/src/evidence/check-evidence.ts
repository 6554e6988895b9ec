import { ProtocolError } from "@safepassage/core";
import { type VerifiedEvidence, verifyEvidence, verifyReceipt } from "@safepassage/message";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { refusalOf, report } from "../print/refusal.ts";
import { inFile } from "../read/read-input.ts";
import { type RegistryOptions, readRegistry } from "../read/read-registry.ts";
import { type CheckedCertificate, checkCertificate } from "./check-certificate.ts";
import { checkSigned } from "./check-signed.ts";
import { type MatchedEvidence, matchReceipts } from "./match-receipts.ts";
import {
  printAlone,
  printCertificate,
  printEvidence,
  printReceipt,
  printRegistry,
  printSummary,
} from "./print-evidence.ts";
import {
  type EvidenceFiles,
  type PlacedEvidence,
  type PlacedReceipt,
  readEvidenceFiles,
} from "./read-evidence.ts";

/** Options of `receipt`. */
export interface ReceiptOptions extends RegistryOptions {
  readonly message?: string;
  readonly certificate?: string;
}

/**
 * Verifies files of evidence, and prints the result.
 *
 * @throws ProtocolError for the fault of a single message; the faults of several are printed.
 */
export async function checkEvidence(
  io: Io,
  finish: Finish,
  files: readonly string[],
  options: ReceiptOptions,
): Promise<void> {
  const registry = await readRegistry(io, options);
  const check: Check = { io, finish, options, registry };
  const read = await readEvidenceFiles(io, files, options.message);
  const { given, strays } = matchReceipts(read);
  const [only, ...others] = given;
  if (options.certificate !== undefined && (only === undefined || others.length > 0)) {
    throw optionInvalid("--certificate is about one message: name that one");
  }
  // A file that was named must be good; a bad file in a folder does not stop the rest.
  if (given.length > 0 && strays.length > 0 && !read.isFolder) throw ofNone(strays);
  const isMeant = read.leftOut.length === 0 && !read.isFolder;
  if (isMeant && only === undefined) checkAlone(check, strays);
  else if (isMeant && only !== undefined && others.length === 0) {
    // A fault ends the command.
    verifyOne(check, only);
    for (const receipt of only.receipts) verifyOne(check, only, receipt);
    await showOne(check, only);
  } else await checkMany(check, { given, strays, leftOut: read.leftOut });
  if (options.json !== true) printRegistry(io, options);
}

interface Check {
  readonly io: Io;
  readonly finish: Finish;
  readonly registry: AgencyRegistry;
  readonly options: ReceiptOptions;
}

/** Verifies receipts without a message: they show only sender, recipient and digest. */
function checkAlone(check: Check, receipts: readonly PlacedReceipt[]): void {
  const { io, options } = check;
  const checked = receipts.map((one) => verifyAlone(check, one));
  if (options.json === true) {
    io.out(JSON.stringify({ receipts: checked.map(({ claims }) => claims) }));
  } else for (const one of checked) printReceipt(io, one, true);
}

function verifyAlone({ registry }: Check, { receipt, place }: PlacedReceipt) {
  const signed = { place, text: receipt, what: "receipt" } as const;
  return { claims: checkSigned(signed, registry, () => verifyReceipt(receipt, registry)), place };
}

/**
 * Verifies message and receipts together and prints the result.
 *
 * @param file - Name of the file, if there are several messages.
 */
async function showOne(
  { io, finish, registry, options }: Check,
  { jwt, place, receipts: placed }: PlacedEvidence,
  file?: string,
): Promise<VerifiedEvidence> {
  const all = placed.map(({ receipt }) => receipt);
  const evidence = inFile(
    place,
    () => verifyEvidence({ jwt, receipts: all }, registry, ANY),
    APART,
  );
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
  const good: VerifiedEvidence[] = [];
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
    const isGood = await goOn(check, one.place, () =>
      alone ? checkAlone(check, [one]) : void verifyAlone(check, one),
    );
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
function verifyOne({ registry }: Check, { jwt, place }: PlacedEvidence, beside?: PlacedReceipt) {
  const signed = beside
    ? ({ place: beside.place, text: beside.receipt, what: "receipt" } as const)
    : ({ place, text: jwt, what: "message" } as const);
  const receipts = beside ? [beside.receipt] : [];
  checkSigned(signed, registry, () => verifyEvidence({ jwt, receipts }, registry, ANY));
}

const isIncomplete = ({ uncertified, foreign, arrived }: CheckedCertificate): boolean =>
  arrived === undefined || uncertified.length + foreign.length > 0;

const APART = {
  RECEIPT_MISMATCH: "Each receipt is about this message, but they differ in what was delivered.",
};

/** Evidence outlives the catalogue that the message names. */
const ANY = { ofAnyCatalogue: true };
