import { toInstant } from "@safepassage/core";
import { digestsToChange, type HeldBy, type HeldKey } from "@safepassage/history";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { applyCorrection, correctionGroups, valuesAt } from "@safepassage/validator";
import { canRead, isHeld, readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { HeldThat } from "../../store/ports.ts";
import type { InboxRow, MessageRow, OutboxRow } from "../../store/rows.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import { claimsOf } from "../shared/join-receipts.ts";

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
 * Reads a message with its accepted corrections applied, and what each changed. `undefined` if
 * its content is not held, more corrections name it than are read, or one of them is damaged.
 *
 * Accepted corrections apply in the order of their acceptance. Both sides see the same order: the sender
 * sends one only when the one before is decided.
 *
 * @see `docs/spec/corrections.md#applied`
 */
export function readCorrected(context: Facts, row: MessageRow): CorrectedReading | undefined {
  const accepted = acceptedCorrections(context, row);
  if (row.content === undefined || accepted === undefined) return undefined;
  let message = row.content.message;
  const corrections: CorrectedValue[] = [];
  for (const { digest, at, body } of accepted) {
    const after = applyCorrection(message, body);
    // Today's rules accept no such correction; an earlier version's may have.
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

/** The accepted corrections of a message that carry values, in the order of their acceptance; `undefined` if they cannot be read. */
export const acceptedCorrections = (context: Facts, row: MessageRow) =>
  valueCorrections(context, row)
    ?.flatMap(({ row: { digest }, row: correction, body }) => {
      const at = acceptedAt(correction);
      return at === undefined ? [] : [{ digest, at, body }];
    })
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** Whether a correction that this agency has sent of its own message may still be accepted or refused. */
export function isUndecided(context: Facts, target: OutboxRow): boolean {
  const corrections = valueCorrections(context, target) ?? [];
  // A posted one may have been accepted, even if no receipt came in time.
  return corrections.some(
    ({ row }) => UNDECIDED.has(row.state) || (isSent(row) && row.state === "expired" && row.posted),
  );
}

/**
 * The corrections of a message that its sender wrote and that carry values, oldest first; `undefined` if there are too many to read, or
 * one is damaged: it may have changed any value.
 */
function valueCorrections(
  { facts }: Facts,
  target: MessageRow,
): readonly { readonly row: MessageRow; readonly body: Body }[] | undefined {
  // Only the sender can correct a message: others who name it are not read, and cannot use up the limit.
  const sender = sideOf(target);
  const naming = { kind: "names", key: target.digest } as const;
  const notes = facts.history.under(naming, MOST_CORRECTIONS + 1, sender);
  if (notes.length > MOST_CORRECTIONS) return undefined;
  const corrections = notes.filter(({ record }) => record.messageType === "correction");
  const rows = corrections.flatMap(
    ({ record: { digest } }) => rowIn(facts, sender.own, digest) ?? [],
  );
  if (!rows.every((row) => canRead(() => row.content))) return undefined;
  return rows.flatMap((row) => {
    const body = valuesFor(row, target.digest);
    return body === undefined ? [] : [{ row, body }];
  });
}

/** Whether a received message corrects values of one whose content is held. It must then be kept as long as that one. */
export function isValueOfHeld({ facts }: Facts, row: InboxRow): boolean {
  const content = row.messageType === "correction" ? readableIn(row) : undefined;
  const changed = content && digestsToChange(content.message.body);
  return [...(changed ?? [])].some((digest) => {
    const target = facts.inbox.findByDigest(digest);
    return target !== undefined && isHeld(target);
  });
}

/**
 * Finds the corrections that carry values for messages to be erased, in any state. Each holds a copy of their data, so
 * it is erased with them.
 */
export function valuesBesideAll(
  { facts }: Facts,
  targets: readonly MessageRow[],
): readonly MessageRow[] {
  const found = new Map<string, MessageRow | undefined>();
  for (const { digest } of targets) found.set(digest, undefined);
  for (const target of targets) {
    const by = sideOf(target);
    for (const digest of heldUnder(facts, { kind: "valueFor", key: target.digest }, by)) {
      if (found.has(digest)) continue;
      found.set(digest, rowIn(facts, by.own, digest));
    }
  }
  return [...found.values()].filter((row) => row !== undefined);
}

/** Makes the effects that erase messages, sent or received, and record it. */
export const erasuresOf = (rows: readonly MessageRow[], at: string): readonly Effect[] =>
  rows.flatMap((row): Effect[] => [
    { does: "erase", box: isSent(row) ? "outbox" : "inbox", digest: row.digest, at },
    noteEvent("erased", at, row.digest),
  ]);

/** Finds a message of one side by its digest. */
export const rowIn = (
  { inbox, outbox }: FactContext["facts"],
  own: boolean,
  digest: string,
): MessageRow | undefined => (own ? outbox : inbox).findByDigest(digest);

/** Digests of one side's messages under a key whose content is held. */
export const heldUnder = (
  { inbox, outbox }: FactContext["facts"],
  key: HeldKey,
  { own, other }: HeldBy,
): readonly string[] => (own ? outbox : inbox).heldUnder(key, other);

/** The messages of one side in an exchange of which something is true, and whose content is held. No other is read. */
export const rowsIn = (
  facts: FactContext["facts"],
  exchangeId: string,
  { own, other }: HeldBy,
  that: HeldThat,
): readonly MessageRow[] =>
  (own ? facts.outbox : facts.inbox)
    .heldIn(exchangeId, other, that)
    .flatMap((digest) => rowIn(facts, own, digest) ?? []);

/**
 * When a message was accepted, to the second; `undefined` if it was not. For a message sent, its recipient's receipts
 * say so; they were verified before they were stored.
 */
export function acceptedAt(row: MessageRow): string | undefined {
  if (!isSent(row)) return row.state === "accepted" ? row.receivedAt : undefined;
  const accepting = row.receipts
    .map(claimsOf)
    .find((claims) => claims.kind === "decided" && ACCEPTED.has(claims.verdict));
  return accepting && toInstant(new Date(accepting.iat * 1000));
}

/** Whether this agency sent the message. */
export const isSent = (row: MessageRow): row is OutboxRow => "recipient" in row;

/** Whose message it is: sent to the other party, or received from it. */
export const sideOf = (row: MessageRow): HeldBy =>
  isSent(row) ? { own: true, other: row.recipient } : { own: false, other: row.sender };

function valuesFor(row: MessageRow, digest: string): Body | undefined {
  if (row.messageType !== "correction" || row.content === undefined) return undefined;
  const { body } = row.content.message;
  return digestsToChange(body)?.has(digest) === true ? body : undefined;
}

const UNDECIDED: ReadonlySet<string> = new Set(["queued", "sending", "delivered"]);
const ACCEPTED: ReadonlySet<string> = new Set(["accept", "acceptWithWarnings"]);
/** Most messages that are read which name one message; honest senders stay far below. Above it, its state is unknown. */
export const MOST_CORRECTIONS = 4096;
