import { canonicalJson, type Json } from "@safepassage/core";
import { restsOnConsentAlone, sharedIds, sharedKey } from "@safepassage/history";
import type { Body, DecodedMessage, Group, Leaf } from "@safepassage/schema";
import { readableIn, readUndamaged } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { InboxRow, MessageRow } from "../../store/rows.ts";
import {
  erasuresOf,
  heldUnder,
  isSent,
  readCorrected,
  rowIn,
  sideOf,
} from "../exchange/corrections-of.ts";
import { MOST_LISTED, passedOn } from "../exchange/passed-on.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";

/** Messages that hold data of an erased message. */
export interface Copies {
  /** Erased with it. */
  readonly erased: readonly MessageRow[];
  /** They rest on another basis than consent too, tell something of their author's, or pass it on: a person decides. */
  readonly kept: readonly MessageRow[];
}

/**
 * Finds the copies of a message in its exchange, and what this agency has passed on of one that it received.
 *
 * @see `docs/spec/gateway-erasure.md#copies`
 */
export function findCopies(context: Pick<FactContext, "facts">, original: MessageRow): Copies {
  const { erased, kept } = findInExchange(context, original);
  const known = new Set([...erased, ...kept].map(({ digest }) => digest));
  const passedOn = drawingOn(context, original).filter(({ digest }) => !known.has(digest));
  return { erased, kept: [...kept, ...passedOn] };
}

/** What this agency has passed on of a message that it received, as far as it holds it. */
function drawingOn(
  context: Pick<FactContext, "facts">,
  original: MessageRow,
): readonly MessageRow[] {
  if (isSent(original)) return [];
  return passedOn(context, original, MOST_LISTED + 1).flatMap((row) => toHeld(row)?.row ?? []);
}

/**
 * Finds the recipient's replies to a message that copy from it. They answer it, or an answer to it. They also rest on
 * one of its consents, or tell nothing but what it told, under group ids that their author had not used before.
 *
 * A message that is no reply is no copy, whatever ids it shares: otherwise a partner could write any id into
 * a message of its own, and have another one erased. A reply that tells more is its author's finding.
 */
function findInExchange(context: Pick<FactContext, "facts">, original: MessageRow): Copies {
  const { facts } = context;
  const held = toHeld(original);
  if (held === undefined) return { erased: [], kept: [] };
  const by = { ...sideOf(original), own: !isSent(original) };
  const source = sharedIds(held.message);
  const digests = source.flatMap((id) => heldUnder(facts, sharedKey(held.exchangeId, id), by));
  const written = [...new Set(digests)].flatMap(
    (digest) => toHeld(rowIn(facts, by.own, digest)) ?? [],
  );
  if (written.length === 0) return { erased: [], kept: [] };
  // An earlier one answers another message, whose id the other party has chosen again.
  const isReply = ({ at, message }: Held): boolean => {
    const answered = message.private["private.inReplyTo"];
    if (at < held.at || answered === undefined) return false;
    return facts.chains.from(by.other, answered).includes(original.digest);
  };
  const replies = new Set(written.filter(isReply));
  const before = new Set(written.filter((one) => !replies.has(one) && one.at <= held.at));
  const used = new Set([...before].flatMap(({ message }) => sharedIds(message)));
  const borrowed = new Set(source.filter((id) => !used.has(id)));
  const told = toldIn(context, original, held.message);
  const isCopy = (one: Held): boolean =>
    replies.has(one) &&
    restsOnConsentAlone(one.message) &&
    ((one.message.private["private.consentRefs"] ?? []).some((ref) => borrowed.has(ref)) ||
      tellsNothingElse(one.message, told, borrowed));
  const later = written.filter((one) => !before.has(one));
  const copies = new Set(later.filter(isCopy));
  return {
    erased: [...copies].map(({ row }) => row),
    kept: later.filter((one) => !copies.has(one)).map(({ row }) => row),
  };
}

interface Held {
  readonly row: MessageRow;
  readonly exchangeId: string;
  readonly message: DecodedMessage;
  /** When it was written here, or received here. */
  readonly at: string;
}

function toHeld(row: MessageRow | undefined): Held | undefined {
  // Nobody knows whose data is in what cannot be read. It goes on its own day.
  const content = row && readableIn(row);
  if (row === undefined || content === undefined) return undefined;
  const { exchangeId, message } = content;
  return { row, exchangeId, message, at: isSent(row) ? row.createdAt : row.receivedAt };
}

/** All versions of each group of a message, before and after corrections. */
type Told = ReadonlyMap<string, readonly Group[]>;

/** Collects every version of a message's groups, with the values that corrections brought. */
function toldIn(
  context: Pick<FactContext, "facts">,
  row: MessageRow,
  { body }: DecodedMessage,
): Told {
  const now = readUndamaged(() => readCorrected(context, row));
  const { message: last, corrections = [] } = now ?? {};
  const between = corrections.map(({ path, after }): Body => {
    const [gid = "", f = ""] = path.split("/", 2);
    const group = body[gid];
    return group === undefined ? {} : { [gid]: { ...group, leaves: after.map(leafOf(f)) } };
  });
  const told = new Map<string, Group[]>();
  for (const version of [body, ...between, last?.body ?? {}]) {
    for (const [gid, group] of Object.entries(version)) {
      told.set(gid, [...(told.get(gid) ?? []), group]);
    }
  }
  return told;
}

/**
 * Whether a reply only repeats the original: it has no other groups, and no other values in them. How a question is
 * answered, and until when, says nothing about a person.
 *
 * @param borrowed - Group ids that the author of the reply knows only from the original.
 */
function tellsNothingElse(
  { body }: DecodedMessage,
  told: Told,
  borrowed: ReadonlySet<string>,
): boolean {
  return Object.entries(body).every(
    ([gid, group]) =>
      SAYS_HOW.has(group.kind) || (borrowed.has(gid) && isTold(group, told.get(gid) ?? [])),
  );
}

function isTold({ leaves, links, ...header }: Group, versions: readonly Group[]): boolean {
  return (
    versions.some((version) =>
      Object.entries(header).every(([name, value]) => isSame(value, version[name as keyof Group])),
    ) &&
    links.every((link) => versions.some((version) => version.links.includes(link))) &&
    leaves.every((leaf) =>
      versions.some((version) => version.leaves.some((known) => isSame(leaf, known))),
    )
  );
}

const isSame = (a: unknown, b: unknown): boolean =>
  b !== undefined && canonicalJson(a) === canonicalJson(b);

const leafOf =
  (f: string) =>
  (v: unknown): Leaf => ({ f, v: v as Json });

/** Erases the copies of a message, and records what became of each. */
export function eraseCopies(
  original: string,
  { erased, kept }: Copies,
  at: string,
): readonly Effect[] {
  return [
    ...erased.flatMap((row) => [
      ...erasuresOf([row], at),
      noteEvent("copyErased", at, `${original} ${row.digest}`),
    ]),
    // The other party can write as many as it likes, and events are kept for good.
    ...kept
      .slice(0, MOST_LISTED)
      .map(({ digest }) => noteEvent("copyKept", at, `${original} ${digest}`)),
    ...(kept.length > MOST_LISTED ? [noteEvent("copiesUnlisted", at, original)] : []),
  ];
}

/** Shows what became of the copies of an erased message, as digests. */
export async function showCopies(
  { events }: Pick<Tx, "events">,
  { digest, erasedAt }: Pick<InboxRow, "digest" | "erasedAt">,
): Promise<{
  copies?: {
    readonly erased: readonly string[];
    readonly kept: readonly string[];
    /** Whether more are kept than are listed. */
    readonly more?: true;
  };
}> {
  if (erasedAt === undefined) return {};
  const of = async (kind: string): Promise<readonly string[]> =>
    (await events.about(kind, digest)).map(({ ref = "" }) => ref.slice(digest.length + 1));
  const more = (await events.has("copiesUnlisted", digest)) ? ({ more: true } as const) : {};
  return { copies: { erased: await of("copyErased"), kept: await of("copyKept"), ...more } };
}

const SAYS_HOW: ReadonlySet<string> = new Set(["response", "deadline"]);
