import { toInstant } from "@safepassage/core";
import type { VerifiedEvidence } from "@safepassage/message";
import { findPurpose, PROFILE_DIGEST, type ReceiptClaims } from "@safepassage/schema";
import type { Io } from "../io/command.ts";
import { count } from "../print/wrap.ts";
import type { RegistryOptions } from "../read/read-registry.ts";
import type { CheckedCertificate } from "./check-certificate.ts";
import type { Gaps } from "./find-gaps.ts";
import { printBlock, type Row, SHOWN } from "./print-block.ts";
import { rowsOfGaps } from "./print-gaps.ts";
import type { LeftOut, PlacedReceipt } from "./read-evidence.ts";
import type { RegistryAge } from "./registry-age.ts";

/**
 * Prints a message and its receipts, what is odd about their times, and what they leave open.
 *
 * @param isOpened - Whether it is a certificate whose content is compared with what it certifies.
 */
export function printEvidence(
  io: Io,
  evidence: VerifiedEvidence,
  given: readonly PlacedReceipt[],
  isOpened: boolean,
): void {
  printMessage(io, evidence, isOpened);
  evidence.receipts.forEach((claims, index) => {
    printReceipt(io, { claims, place: given[index]?.place ?? "" }, false);
  });
  printRemarks(io, evidence);
  printOpen(io, evidence);
}

function printRemarks(io: Io, { clear, remarks }: VerifiedEvidence): void {
  if (remarks.length === 0) return;
  io.out("");
  printBlock(
    io,
    "dates  to be looked at",
    remarks.map((remark) =>
      remark === "deliveredLate"
        ? ["late", `it arrived after its deadline of delivery, ${timeOf(clear["env.deliverBy"])}`]
        : ["order", "the verdict is dated before the arrival: a clock was wrong, or a date is"],
    ),
  );
}

/** A receipt that is not here was not signed, or was not shown: nobody can tell which. */
function printOpen(io: Io, { clear, receipts, open }: VerifiedEvidence): void {
  if (open.length === 0) return;
  const recipient = clear["env.recipient.agencyId"];
  const arrival = open.includes("delivered") ? "whether it arrived, and " : "";
  io.out("");
  printBlock(io, `receipt  none shown of the ${arrival === "" ? "verdict" : "arrival"}`, [
    receipts.length === 0 && [
      "verified",
      "the sender's signature, and what the message says above",
    ],
    [
      "open",
      `${arrival}what ${recipient} decided: you were shown no receipt of ${recipient} about that; ask both sides`,
    ],
  ]);
}

/** Prints what an erasure certificate states, and how that compares with what arrived. */
export function printCertificate(
  io: Io,
  certificate: CheckedCertificate,
  { clear }: VerifiedEvidence,
): void {
  const eraseBy = clear["env.retention.eraseBy"];
  const { place, by, signed, at, digest, stated, arrived, uncertified } = certificate;
  const { impossible, foreign = [] } = certificate;
  const heading = signed
    ? `certificate  good, signed by ${by}`
    : `certificate  of ${by}, without a signature: the word of who shows it`;
  const one = (field: string): string => stated[field]?.join(", ") ?? "not stated";
  io.out("");
  printBlock(io, heading, [
    ["file", place],
    [signed ? "signed" : "dated", timeOf(at)],
    digest !== undefined && ["digest", digest],
    ["erased", timeOf(one("erasure.at"))],
    ["last day", inTime(certificate, eraseBy)],
    ...impossible.map((what) => ["impossible", what] as const),
    ["how", one("erasure.method")],
    ["backups", `none can open it from ${one("erasure.backupHorizon")}`],
    ["exception", one("erasure.exception")],
    [
      "covers",
      arrived === undefined
        ? "not known: no receipt says what had arrived"
        : `${arrived - uncertified.length} of ${arrived} disclosures that had arrived`,
    ],
    ...uncertified.slice(0, SHOWN).map((digest) => ["not named", digest] as const),
    uncertified.length > SHOWN && ["not named", `and ${uncertified.length - SHOWN} more`],
    foreign.length > 0 && [
      "foreign",
      `${foreign.length} digests that do not belong to this message`,
    ],
  ]);
}

function inTime({ onTime, daysLate }: CheckedCertificate, eraseBy: string): string {
  if (onTime === undefined) return `${eraseBy}; whether it was erased by then is not known`;
  return onTime
    ? `${eraseBy}: erased on time`
    : `${eraseBy}: ${count(daysLate, "day")} late, unless a review or an update has moved the day`;
}

/** What is counted besides good messages and receipts. */
interface Counted {
  /** Receipts that were refused. */
  readonly bad: number;
  readonly leftOut: readonly LeftOut[];
}

/** Prints the sums over many messages. */
export function printSummary(
  io: Io,
  good: readonly VerifiedEvidence[],
  {
    given,
    bad,
    leftOut,
    certified,
    gaps,
  }: Counted & {
    readonly gaps: Gaps;
    readonly given: number;
    /** Messages of which a certificate among what was given says that they are erased. */
    readonly certified: number | undefined;
  },
): void {
  const refused = given - good.length;
  const has = (kind: ReceiptClaims["kind"]) =>
    good.filter(({ receipts }) => receipts.some((receipt) => receipt.kind === kind)).length;
  const without = good.filter(({ receipts }) => receipts.length === 0).length;
  const undecided = good.filter(({ open }) => open.length > 0).length - without;
  printBlock(io, `${count(given, "message")}: ${good.length} good, ${refused} refused`, [
    ["delivered", String(has("delivered"))],
    ["decided", String(has("decided"))],
    ["refused", `${has("refused")} by their recipients before they could be judged`],
    ["open", `${without} without a receipt, ${undecided} more without a verdict`],
    certified !== undefined && ["erased", `${certified} with a certificate that covers all of it`],
    bad > 0 && ["not good", `${count(bad, "receipt")}, refused and not counted`],
    ...rowsOf(leftOut),
    ...rowsOfGaps(gaps),
  ]);
}

/** Prints the sums over receipts without a message. */
export function printAlone(
  io: Io,
  { good, bad, leftOut }: Counted & { readonly good: number },
): void {
  io.out("");
  const heading = `${count(good + bad, "receipt")}: ${good} good, ${bad} refused`;
  printBlock(io, heading, rowsOf(leftOut));
}

/** Lists what was left out: files without evidence, and unreadable ones. */
function rowsOf(leftOut: readonly LeftOut[]): readonly Row[] {
  return LEFT_OUT.map(([why, label]): Row => {
    const places = leftOut.filter((one) => one.why === why).map(({ place }) => place);
    return places.length > 0 && ["left out", `${label} ${places.join(", ")}`];
  });
}

/** Prints who sent to whom, when, why, and under which agreement: all signed by the sender. */
function printMessage(io: Io, { clear, digest }: VerifiedEvidence, isOpened: boolean): void {
  const { id, version, sha256 } = clear["env.agreementRef"];
  const purpose = clear["env.purpose"];
  const from = clear["env.sender.agencyId"];
  printBlock(io, `message  good, signed by ${from}`, [
    ["from", `${from} in ${clear["env.sender.country"]}`],
    ["to", `${clear["env.recipient.agencyId"]} in ${clear["env.recipient.country"]}`],
    ["sent", timeOf(clear["env.createdAt"])],
    ["type", clear["env.messageType"]],
    ["purpose", `${purpose}: ${findPurpose(purpose)?.title ?? "not known to this version"}`],
    ["basis", clear["env.legalBasis"].join(", ")],
    ["agreement", `${id}, version ${version}, SHA-256 ${sha256}`],
    ["erase by", clear["env.retention.eraseBy"]],
    ["digest", digest],
    [
      "catalogue",
      clear["env.profile"] === PROFILE_DIGEST
        ? "that of this command"
        : "another version than that of this command",
    ],
    !isOpened &&
      clear["env.messageType"] === "erasureCertificate" && [
        "hint",
        "what it certifies is in its content: give its message too, or compare it with --certificate",
      ],
    clear["env.test"] && ["test", "agencies and countries are invented"],
  ]);
}

/** Prints a receipt; `alone` if there is no message that names the parties. */
export function printReceipt(
  io: Io,
  { claims, place }: { readonly claims: ReceiptClaims; readonly place: string },
  alone: boolean,
): void {
  io.out("");
  printBlock(io, `receipt  good, signed by ${claims.iss}`, [
    ["file", place],
    ["at", timeOf(toInstant(new Date(claims.iat * 1000)))],
    alone && ["to", claims.aud ?? "not known"],
    alone && ["message", claims.msg ?? "not known"],
    [claims.kind, outcomeOf(claims)],
  ]);
}

/** Prints which registry was used, and how old it is: its author decides which signatures count. */
export function printRegistry(
  io: Io,
  { registry = "", registryKey }: RegistryOptions,
  { issuedAt, isOlder, left = [], replaced = [] }: RegistryAge,
): void {
  io.out("");
  io.out(`checked with the keys of ${registry},`);
  io.out(
    registryKey === undefined
      ? "a file without a signature: only you know where it comes from"
      : `whose signature by the key in ${registryKey} is good`,
  );
  const day = issuedAt.slice(0, 10);
  io.out(`registry of ${day}; what was reported after that is not known`);
  for (const entity of left) {
    io.out(`${entity} is not registered now: what it signed while it was, counts`);
  }
  for (const { entity, kid } of replaced) {
    io.out(`${entity} has replaced or ended the key ${kid}:`);
    io.out("what it signed with it while that was in force, counts");
  }
  if (!isOlder) return;
  io.out("warning: it is older than what it checks, and knows no key stolen or ended since:");
  io.out("get the present registry from its authority, and check again");
}

function outcomeOf(claims: ReceiptClaims): string {
  switch (claims.kind) {
    case "delivered":
      return `opened, checked and kept; ${claims.resolved.length} disclosures, padding counted`;
    case "refused":
      return `before it could be judged, for ${claims.code}; this does not prove delivery`;
    case "decided": {
      const rules = [...new Set(claims.findings.map(({ rule }) => rule))].join(", ");
      const by = claims.decidedBy === "person" ? "a person" : "the rules";
      const found = rules === "" ? "" : `; found against it: ${rules}`;
      return `${VERDICTS[claims.verdict]} by ${by}, judged ${TIERS[claims.tier]}${found}`;
    }
    default:
      throw new TypeError("a receipt of another kind", { cause: claims satisfies never });
  }
}

const timeOf = (instant: string): string => instant.replace("T", " ").replace("Z", " UTC");

const VERDICTS = {
  accept: "accepted",
  acceptWithWarnings: "accepted with warnings",
  reject: "rejected",
  quarantine: "quarantined",
} as const;

const TIERS = {
  structural: "by its structure only",
  schema: "by the message alone",
  context: "without what the recipient holds already",
  state: "with all tiers",
} as const;

const LEFT_OUT = [
  ["noEvidence", "no evidence in"],
  ["unreadable", "cannot be read:"],
] as const;
