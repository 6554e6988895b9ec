import { decodeBase64url, decodeUtf8 } from "@safepassage/core";
import { digestsToChange, type HeldBy, type HeldKey } from "@safepassage/history";
import { type Body, type DecodedMessage, parseReceiptClaims } from "@safepassage/schema";
import { applyCorrection, correctionGroups, valuesAt } from "@safepassage/validator";
import type { FactContext } from "../setting/context.ts";
import type { InboxRow, OutboxRow } from "../store/rows.ts";
import type { Effect } from "./effect.ts";

/** A correction that was accepted, and changes values. */
export interface AcceptedCorrection {
  readonly digest: string;
  /** When it was accepted. */
  readonly at: string;
  readonly body: Body;
}

/** A message with what became of its values. */
export interface CorrectedReading {
  /** As it stands now. */
  readonly message: DecodedMessage;
  readonly corrections: readonly CorrectedValue[];
}

/** One value that was corrected. */
export interface CorrectedValue {
  readonly at: string;
  /** Digest of the correction. */
  readonly by: string;
  readonly path: string;
  readonly action: string;
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
}

type Facts = Pick<FactContext, "facts">;

/**
 * A message as the corrections that were accepted have left it, with what each changed. `undefined` if
 * its content is not held, or more corrections name it than are read.
 *
 * @see `docs/spec/corrections.md#applied`
 */
export function readCorrected(
  context: Facts,
  row: InboxRow | OutboxRow,
): CorrectedReading | undefined {
  const accepted = acceptedCorrections(context, row);
  if (row.content === undefined || accepted === undefined) return undefined;
  let message = row.content.message;
  const corrections: CorrectedValue[] = [];
  for (const { digest, at, body } of accepted) {
    const after = applyCorrection(message, body);
    // Never so of what was accepted by the rules of today.
    if (after === undefined) continue;
    const before = message;
    for (const { actions, targets } of correctionGroups(body)) {
      for (const { path } of targets) {
        const values = { before: valuesAt(before, path), after: valuesAt(after, path) };
        corrections.push({ at, by: digest, path, action: actions[0] ?? "", ...values });
      }
    }
    message = after;
  }
  return { message, corrections };
}

/**
 * Corrections of a message that carry values and were accepted, in the order in which they were. It is the same
 * at both sides: its sender sends one only when the one before is decided.
 */
function acceptedCorrections(
  context: Facts,
  target: InboxRow | OutboxRow,
): readonly AcceptedCorrection[] | undefined {
  const found = valueCorrections(context, target)?.flatMap(
    ({ row, body }): AcceptedCorrection[] => {
      const at = acceptedAt(row);
      return at === undefined ? [] : [{ digest: row.digest, at, body }];
    },
  );
  return found?.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Whether a correction that this agency has sent of its own message may still be accepted or refused. */
export function isUndecided(context: Facts, target: OutboxRow): boolean {
  const corrections = valueCorrections(context, target) ?? [];
  // One that was posted may have been accepted, also where no word of it came in time.
  return corrections.some(
    ({ row }) => UNDECIDED.has(row.state) || (isSent(row) && row.state === "expired" && row.posted),
  );
}

/** Corrections of a message, by its sender, that carry values, the oldest first. */
function valueCorrections(
  { facts }: Facts,
  target: InboxRow | OutboxRow,
): readonly { readonly row: InboxRow | OutboxRow; readonly body: Body }[] | undefined {
  // Whoever else names the message corrects nothing, however often.
  const sender = { own: isSent(target), other: partnerOf(target) };
  const naming = { kind: "names", key: target.digest } as const;
  const notes = facts.history.under(naming, MOST_CORRECTIONS + 1, sender);
  if (notes.length > MOST_CORRECTIONS) return undefined;
  const corrections = notes.filter(({ record }) => record.messageType === "correction");
  return corrections.flatMap(({ record: { digest } }) => {
    const row = isSent(target)
      ? facts.outbox.findByDigest(digest)
      : facts.inbox.findByDigest(digest);
    const body = row && valuesFor(row, target.digest);
    return row === undefined || body === undefined ? [] : [{ row, body }];
  });
}

/** Whether a message received carries values for one that is held: it counts as long as that does. */
export function isValueOfHeld({ facts }: Facts, row: InboxRow): boolean {
  if (row.messageType !== "correction" || row.content === undefined) return false;
  const changed = [...(digestsToChange(row.content.message.body) ?? [])];
  return changed.some((digest) => facts.inbox.findByDigest(digest)?.content !== undefined);
}

/**
 * Whatever holds values for messages that go together, in whichever state: each is a copy of their data, and goes
 * with them.
 */
export function valuesBesideAll(
  { facts }: Facts,
  targets: readonly (InboxRow | OutboxRow)[],
): readonly (InboxRow | OutboxRow)[] {
  const found = new Map<string, InboxRow | OutboxRow | undefined>();
  for (const { digest } of targets) found.set(digest, undefined);
  for (const target of targets) {
    const by = { own: isSent(target), other: partnerOf(target) };
    for (const digest of heldUnder(facts, { kind: "valueFor", key: target.digest }, by)) {
      if (found.has(digest)) continue;
      const row = by.own ? facts.outbox.findByDigest(digest) : facts.inbox.findByDigest(digest);
      found.set(digest, row);
    }
  }
  return [...found.values()].filter((row) => row !== undefined);
}

/** Erases messages, sent or received, and notes it. */
export const erasuresOf = (
  rows: readonly (InboxRow | OutboxRow)[],
  at: string,
): readonly Effect[] =>
  rows.flatMap((row): Effect[] => [
    { does: "erase", box: isSent(row) ? "outbox" : "inbox", digest: row.digest, at },
    { does: "event", event: { kind: "erased", at, ref: row.digest } },
  ]);

/** Digests of the messages of one side under a key whose content is held. */
export const heldUnder = (
  { inbox, outbox }: FactContext["facts"],
  key: HeldKey,
  { own, other }: HeldBy,
): readonly string[] => (own ? outbox : inbox).heldUnder(key, other);

/**
 * When a message was accepted, in seconds: received, or, sent, by the receipts of its recipient, which were
 * verified before they were stored. `undefined` if it was not.
 */
export function acceptedAt(row: InboxRow | OutboxRow): string | undefined {
  if (!isSent(row)) return row.state === "accepted" ? row.receivedAt : undefined;
  for (const receipt of row.receipts) {
    const claims = parseReceiptClaims(JSON.parse(payloadOf(receipt)));
    if (claims.kind !== "decided" || !ACCEPTED.has(claims.verdict)) continue;
    return `${new Date(claims.iat * 1000).toISOString().slice(0, 19)}Z`;
  }
  return undefined;
}

/** Whether this agency sent the message. */
export const isSent = (row: InboxRow | OutboxRow): row is OutboxRow => "recipient" in row;

const partnerOf = (row: InboxRow | OutboxRow): string => (isSent(row) ? row.recipient : row.sender);

/** The body of a correction that carries values for a message. */
function valuesFor(row: InboxRow | OutboxRow, digest: string): Body | undefined {
  if (row.messageType !== "correction" || row.content === undefined) return undefined;
  const { body } = row.content.message;
  return digestsToChange(body)?.has(digest) === true ? body : undefined;
}

const payloadOf = (jws: string): string => decodeUtf8(decodeBase64url(jws.split(".")[1] ?? ""));

const UNDECIDED: ReadonlySet<string> = new Set(["queued", "sending", "delivered"]);
const ACCEPTED: ReadonlySet<string> = new Set(["accept", "acceptWithWarnings"]);
/** Far more messages than name one of their sender's. Beyond it nobody knows how that stands. */
export const MOST_CORRECTIONS = 4096;
