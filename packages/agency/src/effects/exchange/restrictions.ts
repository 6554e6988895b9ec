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

/** What is restricted in a message now, oldest first. Of its own messages an agency counts what their recipient accepted. */
export function restrictionsOf(
  { facts }: Pick<FactContext, "facts">,
  row: MessageRow,
): readonly Restriction[] {
  const said = CHANGES.flatMap((kind) => facts.events.about(kind, row.digest)).flatMap(
    (event) => readEvent(facts, row, event) ?? [],
  );
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

function readEvent(
  facts: FactContext["facts"],
  target: MessageRow,
  { kind, at, ref = "" }: EventRow,
): Said | undefined {
  const [, by = "", place = ""] = ref.split(" ");
  const correction = rowIn(facts, isSent(target), by);
  const accepted = correction && acceptedAt(correction);
  if (correction === undefined || accepted === undefined) return undefined;
  const body = correction.content?.message.body ?? {};
  const found = changesIn(body).find(
    (one) => one.target === target.digest && digestOf(one.path) === place,
  );
  const { iat } = claimsIn(correction.jwt);
  const stated = found && { path: found.path, ...(found.reason && { reason: found.reason }) };
  return { kind, at: accepted ?? at, by, place, written: Number(iat), ...stated };
}

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
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
const FORTNIGHT_MS = 14 * 86_400_000;
