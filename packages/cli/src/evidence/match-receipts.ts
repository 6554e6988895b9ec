import { sha256Base64url } from "@safepassage/core";
import { claimOf } from "../read/unverified-claim.ts";
import type { EvidenceFiles, PlacedEvidence, PlacedReceipt } from "./read-evidence.ts";

/** Each message once, with all receipts that are shown for it. */
export interface MatchedEvidence {
  readonly given: readonly PlacedEvidence[];
  /** Receipts that name none of the messages. */
  readonly strays: readonly PlacedReceipt[];
}

/**
 * Gives each message the receipts that name it. A message found in several places counts once.
 *
 * The names are unverified here; each receipt is verified with its message afterwards. A user who names
 * one message and files of receipts says that they belong together; a folder says nothing.
 */
export function matchReceipts({ messages, receipts, folders }: EvidenceFiles): MatchedEvidence {
  const found = Map.groupBy(messages, ({ jwt }) => sha256Base64url(jwt));
  const given = new Map([...found].map(([digest, all]) => [digest, joined(digest, all)]));
  const [only, ...others] = given.values();
  if (only !== undefined && others.length === 0 && folders.length === 0) {
    return { given: [withReceipts(only, receipts)], strays: [] };
  }
  const named = Map.groupBy(receipts, ({ receipt }) => {
    const digest = String(claimOf(receipt, "msg"));
    return given.has(digest) ? digest : undefined;
  });
  return {
    given: [...given].map(([digest, one]) => withReceipts(one, named.get(digest) ?? [])),
    strays: named.get(undefined) ?? [],
  };
}

/** Joins what all places show of one message. Its first place is named; each file may have another part of the message. */
function joined(digest: string, all: readonly PlacedEvidence[]): PlacedEvidence {
  // A digest that is not its own must be told, wherever it stands.
  const isOdd = (one: PlacedEvidence): boolean => (one.digest ?? digest) !== digest;
  const [first] = all;
  const kept = (all.findLast(isOdd) ?? first) as PlacedEvidence;
  const wholes = all.flatMap((one) => one.wholes);
  const receipts = all.flatMap((one) => one.receipts);
  return withReceipts({ ...kept, wholes, receipts: [] }, receipts);
}

/** Adds receipts that are new: the same text twice is one receipt. */
function withReceipts(one: PlacedEvidence, more: readonly PlacedReceipt[]): PlacedEvidence {
  const receipts = new Map(one.receipts.map((placed) => [placed.receipt, placed]));
  for (const placed of more) {
    if (!receipts.has(placed.receipt)) receipts.set(placed.receipt, placed);
  }
  return { ...one, receipts: [...receipts.values()] };
}
