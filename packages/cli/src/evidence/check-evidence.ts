import { ProtocolError } from "@safepassage/core";
import {
  requireOneVerdict,
  type VerifiedEvidence,
  verifyEvidence,
  verifyReceipt,
} from "@safepassage/message";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { refusalOf, report } from "../print/refusal.ts";
import { readNow } from "../read/options.ts";
import { inFile } from "../read/read-input.ts";
import { type RegistryOptions, readRegistry } from "../read/read-registry.ts";
import { kidOf } from "../read/unverified-claim.ts";
import { type CertificateIndex, indexCertificates } from "./certificate-index.ts";
import {
  type CheckedCertificate,
  certificatesAmong,
  certifies,
  checkCertificate,
  compareCertificate,
  openSigned,
} from "./check-certificate.ts";
import { checkSigned } from "./check-signed.ts";
import { findGaps } from "./find-gaps.ts";
import { type MatchedEvidence, matchReceipts } from "./match-receipts.ts";
import {
  printAlone,
  printCertificate,
  printEvidence,
  printReceipt,
  printRegistry,
  printSummary,
} from "./print-evidence.ts";
import { printGapsAsJson } from "./print-gaps.ts";
import {
  type EvidenceFiles,
  type PlacedEvidence,
  type PlacedReceipt,
  readEvidenceFiles,
} from "./read-evidence.ts";
import { ageOf, type RegistryAge, type Signer } from "./registry-age.ts";

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
  const check: Check = {
    io,
    finish,
    options,
    registry,
    now: readNow(io, options.now),
    signed: [],
    signers: [],
    certificates: indexCertificates([]),
  };
  const read = await readEvidenceFiles(io, files, options.message);
  const { given, strays } = matchReceipts(read);
  const [only, ...others] = given;
  if (options.certificate !== undefined && (only === undefined || others.length > 0)) {
    throw optionInvalid("--certificate is about one message: name that one with --message");
  }
  // A file that was named must be good; a bad file in a folder does not stop the rest.
  if (given.length > 0 && strays.length > 0 && read.folders.length === 0) throw ofNone(strays);
  const isMeant = read.leftOut.length === 0 && read.folders.length === 0;
  if (isMeant && only === undefined) checkAlone(check, strays);
  else if (isMeant && only !== undefined && others.length === 0) {
    // A fault ends the command.
    verifyOne(check, only);
    for (const receipt of only.receipts) verifyOne(check, only, receipt);
    await showOne(check, only);
  } else await checkMany(check, read, { given, strays });
  if (options.json !== true) printRegistry(io, options, ageOf(registry, check.signed, check));
}

interface Check {
  readonly io: Io;
  readonly finish: Finish;
  readonly registry: AgencyRegistry;
  readonly options: ReceiptOptions;
  readonly now: Date;
  /** When each thing that was good says it was signed. */
  readonly signed: Date[];
  /** Who has signed it. */
  readonly signers: Signer[];
  /** Certificates of erasure among what was given. */
  readonly certificates: CertificateIndex;
}

/** Verifies receipts without a message: they show only sender, recipient and digest. */
function checkAlone(check: Check, receipts: readonly PlacedReceipt[]): void {
  const { io, options, registry } = check;
  const checked = receipts.map((one) => verifyAlone(check, one));
  const claims = checked.map((one) => one.claims);
  const places = receipts.map(({ place }) => place).join("; ");
  inFile(places, () => requireOneVerdict(claims), APART);
  if (options.json === true) {
    io.out(JSON.stringify({ receipts: claims, registry: ageOf(registry, check.signed, check) }));
  } else for (const one of checked) printReceipt(io, one, true);
}

function verifyAlone({ registry, now, signed, signers }: Check, { receipt, place }: PlacedReceipt) {
  const given = { place, text: receipt, what: "receipt" } as const;
  const claims = checkSigned(given, registry, () => verifyReceipt(receipt, registry, { now }));
  signed.push(new Date(claims.iat * 1000));
  signers.push({ entity: claims.iss, kid: kidOf(receipt) });
  return { claims, place };
}

/**
 * Verifies message and receipts together and prints the result.
 *
 * @param file - Name of the file, if there are several messages.
 */
async function showOne(
  { io, finish, registry, options, now, signed, signers, certificates }: Check,
  { jwt, place, receipts: placed }: PlacedEvidence,
  file?: string,
): Promise<VerifiedEvidence & { readonly isCertified: boolean }> {
  const all = placed.map(({ receipt }) => receipt);
  const evidence = inFile(
    place,
    () => verifyEvidence({ jwt, receipts: all }, registry, { ofAnyCatalogue, now }),
    APART,
  );
  const compared =
    options.certificate === undefined
      ? certificates
          .naming(evidence.digest)
          .filter((one) => certifies(one, evidence))
          .map((one) => compareCertificate(one, evidence, now))
      : [await checkCertificate(io, options.certificate, evidence, { registry, now })];
  // Of several good ones the first is enough. A bad one is told, wherever it stands among them.
  const bad = compared.filter(isBad);
  const told = bad.length > 0 ? bad : compared.slice(0, 1);
  const isCertified = compared.length > 0 && bad.length === 0;
  if (bad.length > 0) finish(EXIT.refused);
  const times = [evidence.lastSignedAt, ...told.map(({ at }) => new Date(at))];
  const by: readonly Signer[] = [
    { entity: evidence.clear["env.sender.agencyId"], kid: kidOf(jwt) },
    ...evidence.receipts.map(({ iss: entity }, at) => ({ entity, kid: kidOf(all[at] ?? "") })),
  ];
  signed.push(...times);
  signers.push(...by);
  if (options.json === true) {
    const { clear, digest, receipts, open, remarks } = evidence;
    const age: RegistryAge = ageOf(registry, times, { signers: by, now });
    const [certificate] = told;
    const shown = { file, clear, digest, receipts, open, remarks, certificate, registry: age };
    io.out(JSON.stringify(shown));
    return { ...evidence, isCertified };
  }
  printEvidence(io, evidence, placed, certificates.has(evidence.digest));
  for (const certificate of told) printCertificate(io, certificate, evidence);
  if (file !== undefined) io.out("");
  return { ...evidence, isCertified };
}

/** Verifies each message by itself, so that a bad one does not hide the others. */
async function checkMany(
  all: Check,
  read: EvidenceFiles,
  { given, strays }: MatchedEvidence,
): Promise<void> {
  const { leftOut } = read;
  const certificates = indexCertificates(certificatesAmong(given, all.registry));
  const check = { ...all, certificates };
  const { io, finish, options } = check;
  const good: Awaited<ReturnType<typeof showOne>>[] = [];
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
  const gaps = findGaps(read, certificates.all, new Set(good.map(({ digest }) => digest)));
  if (options.json === true) {
    for (const { place, why } of leftOut) io.out(JSON.stringify({ file: place, leftOut: why }));
    printGapsAsJson(io, gaps);
    return;
  }
  if (alone) printAlone(io, { good: goodAlone, bad, leftOut });
  else {
    const certified =
      certificates.all.length === 0
        ? undefined
        : good.filter(({ isCertified }) => isCertified).length;
    printSummary(io, good, { given: given.length, bad, leftOut, certified, gaps });
  }
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
  if (alone) {
    const claims = good.map((one) => verifyAlone(check, one).claims);
    const places = good.map(({ place }) => place).join("; ");
    await goOn(check, places, () => inFile(places, () => requireOneVerdict(claims), APART));
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
  { registry, now }: Check,
  { jwt, digest, wholes, place }: PlacedEvidence,
  beside?: PlacedReceipt,
) {
  const signed = beside
    ? ({ place: beside.place, text: beside.receipt, what: "receipt" } as const)
    : ({ place, text: jwt, what: "message" } as const);
  const receipts = beside ? [beside.receipt] : [];
  const evidence = { jwt, digest, receipts };
  const { clear } = checkSigned(signed, registry, () =>
    verifyEvidence(evidence, registry, { ofAnyCatalogue, now }),
  );
  if (beside !== undefined || clear["env.messageType"] !== "erasureCertificate") return;
  // What it certifies is behind its signed part, and is relied on as that is.
  for (const whole of wholes) openSigned(whole, registry);
}

/** Late is a true statement; what is incomplete or cannot be is none. */
const isBad = ({ uncertified, foreign, impossible }: CheckedCertificate): boolean =>
  foreign === undefined || uncertified.length + foreign.length + impossible.length > 0;

const APART = {
  RECEIPT_MISMATCH: "Each receipt is about this message, but they differ in what was delivered.",
  RECEIPTS_CONTRADICT: "Each receipt is good, but they say different verdicts: rely on neither.",
  RECEIPT_TIME_WRONG: "Each receipt is good, but the verdict is dated days before the arrival.",
};

/** Evidence outlives the catalogue that the message names. */
const ofAnyCatalogue = true;
