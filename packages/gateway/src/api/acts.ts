import {
  type ActKind,
  actEvent,
  actorOf,
  isSameOfficer,
  type Tx,
  toldOfEvent,
} from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { type Caller, rolesOf } from "./caller.ts";
import type { ApiContext } from "./handler.ts";

/** Something that a caller does. */
interface Done {
  readonly kind: ActKind;
  readonly ref?: string;
  readonly code?: string;
  /** Whom a system acts for. */
  readonly officer?: string | undefined;
}

/** Records what a caller does, in the transaction that does it, and the change for those who follow. */
export async function record(
  { clock, officerKey }: Pick<ApiContext, "clock" | "officerKey">,
  { events, changes }: Tx,
  caller: Caller,
  { officer, ...done }: Done,
): Promise<void> {
  const at = toInstant(clock.now());
  const who = caller.kind === "officer" ? caller.officer.id : officer;
  await events.add(actEvent({ ...done, at, role: roleOf(caller), officer: who }, officerKey));
  const told = toldOfEvent(done);
  if (told.length > 0) await changes.add(told.map((one) => ({ ...one, at })));
}

/**
 * Records what a caller does about a message, unless that one has just done the same: a page that is written asks after each change, and
 * the record would have one reading a word.
 */
export async function recordUnlessJustDone(
  context: Pick<ApiContext, "clock" | "officerKey">,
  tx: Tx,
  caller: Caller,
  done: Done & { readonly ref: string },
): Promise<void> {
  const officer = caller.kind === "officer" ? caller.officer.id : done.officer;
  if (await isJustDone(context, tx, { ...done, role: roleOf(caller), officer })) return;
  await record(context, tx, caller, done);
}

/** Whether somebody has just done the same, about the same message or draft if it is about one. @param among - What was done before an event of any other kind is not the same. */
export async function isJustDone(
  { clock, officerKey }: Pick<ApiContext, "clock" | "officerKey">,
  { events }: Tx,
  { kind, ref, code, role, officer = "" }: Done & { readonly role: string },
  among?: ReadonlySet<string>,
): Promise<boolean> {
  const now = clock.now();
  const just = toInstant(new Date(now.getTime() - JUST_MS));
  const acts =
    ref === undefined
      ? await events.before(kind, Number.MAX_SAFE_INTEGER, MOST_LOOKED_AT)
      : await events.of(ref, MOST_LOOKED_AT);
  const end = among === undefined ? -1 : acts.findIndex((event) => !among.has(event.kind));
  return acts.slice(0, end === -1 ? acts.length : end).some(
    (event) =>
      event.kind === kind &&
      event.code === code &&
      event.at > just &&
      // A clock that was ahead, and is set right, keeps nothing off the record until its time has come.
      event.at <= toInstant(now) &&
      event.role === role &&
      isSameOfficer(actorOf(event, officerKey) ?? "", officer),
  );
}

/** Does what a caller asks for in one transaction. Those who follow get the change after it. */
export async function transact<T>(
  { store, onChange }: Pick<ApiContext, "store" | "onChange">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const value = await store.transaction(work);
  onChange();
  return value;
}

/** The roles of a caller, as the record of acts has them. */
export const roleOf = (caller: Caller): string =>
  caller.kind === "machine" ? "machine" : [...rolesOf(caller)].join(" ");

/** How long the same act, asked for again and again, is one. */
const JUST_MS = 15 * 60_000;
/** Events about a message, or of a kind, among which the same act is looked for, the newest first. */
const MOST_LOOKED_AT = 50;
