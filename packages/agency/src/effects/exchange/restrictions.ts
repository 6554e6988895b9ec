import { encodeUtf8, sha256Base64url, toInstant } from "@safepassage/core";
import { textsIn } from "@safepassage/history";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { correctionGroups } from "@safepassage/validator";
import type { FactContext } from "../../setting/context.ts";
import type { EventRow, MessageRow } from "../../store/rows.ts";
import { claimsIn } from "../shared/claims-in.ts";
import type { Effect } from "../shared/effect.ts";
import { acceptedAt, isSent, rowIn, sideOf } from "./corrections-of.ts";

/** A value whose use a correction has restricted, and no later one has set free. */
export interface Restriction {
  /** When the correction was accepted. */
  readonly at: string;
  /** Digest of the correction. */
  readonly by: string;
  /** Left out once the correction is erased: what it restricted stays so. */
  readonly path?: string;
  readonly reason?: string;
}

/** A correction that was accepted, or that this agency sends, and the other party. */
interface Correcting {
  readonly message: DecodedMessage;
  readonly digest: string;
  readonly other: string;
  readonly own: boolean;
}

/**
 * Records what a correction restricts or sets free in messages of its sender. It is recorded beside the correction, which may be
 * erased before the message.
 *
 * @param at - Now.
 * @see `docs/spec/corrections.md#restricted`
 */
export function restrictionEffects(
  { facts }: Pick<FactContext, "facts">,
  { message, digest, other, own }: Correcting,
  at: string,
): readonly Effect[] {
  if (message.clear["env.messageType"] !== "correction") return [];
  return changesIn(message.body).flatMap(({ kind, target, path }): readonly Effect[] => {
    const row = rowIn(facts, own, target);
    if (row === undefined || sideOf(row).other !== other) return [];
    // The path is of no case once the message is gone, and no name of a field stays.
    const ref = `${target} ${digest} ${digestOf(path)}`;
    const noted: Effect = { does: "event", event: { kind, at, ref, code: digest }, once: true };
    return kind === "restricted" ? [noted, ...reviewInTime(row, at)] : [noted];
  });
}

/**
 * Has somebody review a message received two weeks before its day of erasure: what is restricted may be needed as evidence, and only a
 * review keeps it beyond that day.
 */
function reviewInTime(row: MessageRow, at: string): readonly Effect[] {
  const today = at.slice(0, DAY);
  if (isSent(row) || row.eraseBy < today) return [];
  const before = toInstant(new Date(Date.parse(`${row.eraseBy}T00:00:00Z`) - FORTNIGHT_MS));
  const [, by = today] = [today, before.slice(0, DAY)].toSorted();
  // An earlier day stands.
  const isSooner = row.reviewBy !== undefined && row.reviewBy <= by;
  return isSooner ? [] : [{ does: "review", digest: row.digest, by }];
}

/**
 * What is restricted in a message now, oldest first. Of its own messages an agency counts what their recipient accepted. The sender of a
 * message can restrict as many places as it likes, also such as the message does not have: the newest count.
 */
export function restrictionsOf(
  { facts }: Pick<FactContext, "facts">,
  row: MessageRow,
): readonly Restriction[] {
  const events = CHANGES.flatMap((kind) =>
    facts.events.before(kind, Number.MAX_SAFE_INTEGER, MOST_CHANGES, row.digest).toReversed(),
  );
  // One correction may restrict hundreds of values: it is read once for all of them.
  const corrections = new Map<string, Correction | undefined>();
  for (const by of new Set(events.map(correctionOf))) corrections.set(by, read(facts, row, by));
  const said = events.flatMap((event) => saidBy(event, corrections.get(correctionOf(event))));
  // By the time of writing: two corrections may arrive in another order than they were written in.
  const sorted = said.toSorted((a, b) => a.written - b.written);
  const standing = new Map<string, Restriction>();
  for (const { kind, place, ...restriction } of sorted) {
    standing.delete(place);
    if (kind === "restricted") standing.set(place, shown(restriction));
  }
  return [...standing.values()];
}

interface Said extends Restriction {
  readonly kind: string;
  /** SHA-256 of the path. */
  readonly place: string;
  readonly written: number;
}

/** An accepted correction, and what it says of each value, by the SHA-256 of its path. */
interface Correction extends Pick<Said, "at" | "by" | "written"> {
  readonly stated: ReadonlyMap<string, Pick<Restriction, "path" | "reason">>;
}

/** Reads a correction of a message; `undefined` if it was not accepted. */
function read(facts: FactContext["facts"], target: MessageRow, by: string): Correction | undefined {
  const correction = rowIn(facts, isSent(target), by);
  const at = correction && acceptedAt(correction);
  if (correction === undefined || at === undefined) return undefined;
  const stated = new Map<string, Pick<Restriction, "path" | "reason">>();
  for (const { target: of, path, reason } of changesIn(correction.content?.message.body ?? {})) {
    const place = digestOf(path);
    // Of two groups that name the same value the first counts.
    if (of !== target.digest || stated.has(place)) continue;
    stated.set(place, { path, ...(reason && { reason }) });
  }
  return { at, by, written: Number(claimsIn(correction.jwt)["iat"]), stated };
}

function saidBy({ kind, ref = "" }: EventRow, correction: Correction | undefined): readonly Said[] {
  if (correction === undefined) return [];
  const { stated, ...one } = correction;
  const [, , place = ""] = ref.split(" ");
  return [{ ...one, kind, place, ...stated.get(place) }];
}

/** Digest of the correction that an event tells of. */
const correctionOf = ({ ref = "" }: EventRow): string => ref.split(" ")[1] ?? "";

const shown = ({ at, by, path, reason }: Omit<Said, "kind" | "place">): Restriction => ({
  ...{ at, by },
  ...(path !== undefined && { path }),
  ...(reason !== undefined && { reason }),
});

/** The values that a correction restricts or sets free, each of its groups by itself. */
function changesIn(body: Body) {
  return correctionGroups(body).flatMap(({ gid, actions, targets }) => {
    const kind = actions.map((action) => KINDS.get(action)).find(Boolean);
    const group = body[gid];
    if (kind === undefined || group === undefined) return [];
    const [reason] = textsIn([group], "correction.reason");
    return targets.map(({ message: target, path }) => ({ kind, target, path, reason }));
  });
}

const digestOf = (path: string): string => sha256Base64url(encodeUtf8(path));

const KINDS: ReadonlyMap<string, string> = new Map([
  ["restrict", "restricted"],
  ["unrestrict", "unrestricted"],
]);
const CHANGES = [...KINDS.values()];
/** Most changes of one kind that are read: far more than a message has values. */
const MOST_CHANGES = 4096;
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
const FORTNIGHT_MS = 14 * 86_400_000;
