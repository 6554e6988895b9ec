import { toInstant } from "@safepassage/core";
import { digestsToChange, type HeldBy, textsIn } from "@safepassage/history";
import {
  type Agreement,
  type DecodedMessage,
  EXCHANGE_TYPES,
  hasMark,
  lastDayAfterClosing,
  PURPOSES,
} from "@safepassage/schema";
import type { FactContext } from "../../setting/context.ts";
import type { HeldThat } from "../../store/ports.ts";
import type { MessageRow } from "../../store/rows.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import { reviewedUntil } from "../shared/retention.ts";
import { isSent, rowIn, rowsIn, valuesBesideAll } from "./corrections-of.ts";

type Context = Pick<FactContext, "facts" | "clock" | "agreements">;

/** A message that was accepted, or that this agency sends, and the other party. */
export interface Passing {
  readonly message: DecodedMessage;
  readonly digest: string;
  readonly other: string;
  /** Whether this agency sends it. */
  readonly own: boolean;
}

/** Types of messages that change how long others of their exchange are held. All others pass these effects by. */
export const CHANGES_OTHERS: ReadonlySet<string> = new Set([
  "update",
  ...Object.entries(EXCHANGE_TYPES).flatMap(([type, { closes }]) => (closes ? [type] : [])),
]);

/**
 * Works out what a message changes about how long others of its exchange are held: an update may extend, and a closing
 * starts the time that counts from the end of the case. A closing by its asker ends the wait for an answer.
 *
 * @param passing - A message of one of the types that {@link CHANGES_OTHERS} lists.
 * @see `docs/spec/gateway-erasure.md#closing`
 */
export function exchangeEffects(context: Context, passing: Passing): readonly Effect[] {
  const type = passing.message.clear["env.messageType"];
  return type === "update" ? extension(context, passing) : ending(context, passing);
}

/**
 * The alert that a cancellation names, and what updated it: all that its author has sent about it. Nothing of what is
 * not held, or not its author's.
 */
export function cancelledBy(
  { facts }: Pick<Context, "facts">,
  { message, other, own }: Omit<Passing, "digest">,
): readonly string[] {
  const named = textsIn(Object.values(message.body), "cancellation.target");
  const updates = (own ? facts.outbox : facts.inbox).heldIn(
    message.private["private.exchangeId"],
    other,
    { kind: "ofType", messageType: "update" },
  );
  return [...new Set([...named, ...updates])];
}

/** The sender says that its messages of the exchange are needed longer. R15 has held that to the ceilings. */
function extension(context: Context, passing: Passing): readonly Effect[] {
  const { clear, body, private: hidden } = passing.message;
  if (!textsIn(Object.values(body), "update.reason").includes("extended")) return [];
  const until = clear["env.retention.eraseBy"];
  const at = toInstant(context.clock.now());
  // A message whose day has passed is not kept by what comes after it.
  const due = { kind: "until", from: at.slice(0, 10), before: until } as const;
  const later = rowsIn(context.facts, hidden["private.exchangeId"], passing, due);
  return later.flatMap((row) => [
    ...retaining(context, row, until),
    { does: "event", event: { kind: "extended", at, ref: row.digest, code: until } } as const,
  ]);
}

function ending(context: Context, { message, other, own }: Passing): readonly Effect[] {
  const at = toInstant(context.clock.now());
  const [reason = ""] = textsIn(Object.values(message.body), "closing.reason");
  const closing = { day: at.slice(0, 10), endsCase: hasMark("closing_reason", reason, "endsCase") };
  const find = (by: HeldBy, that: HeldThat): readonly MessageRow[] =>
    rowsIn(context.facts, message.private["private.exchangeId"], by, that);
  const beyond = { kind: "beyond", ends: earliestEnds(context, closing) } as const;
  // What this agency has written is its own to keep: another's closing does not reach it.
  const reached = own ? [true, false] : [false];
  const held = reached.flatMap((isOwn) => find({ own: isOwn, other }, beyond));
  const shortened = held.flatMap((row): Effect[] => {
    const end = endAfterClosing(context, row, closing);
    if (end === undefined || end >= row.eraseBy) return [];
    // What somebody has decided about this very message stands: it may be evidence.
    const [until = end] = [end, reviewedUntil(context, row) ?? end].toSorted().reverse();
    if (until >= row.eraseBy) return [];
    return [
      retain(row, until),
      {
        does: "event",
        event: { kind: "retentionShortened", at, ref: row.digest, code: until },
        log: { event: "retentionShortened", ref: row.digest },
      },
    ];
  });
  // Nobody waits any more for an answer to what its asker has closed; one that closes still owes its own.
  const waits = find({ own, other }, { kind: "unanswered" }).flatMap(
    ({ clock, digest }): Effect[] =>
      clock === undefined
        ? []
        : [
            {
              does: "clock",
              box: own ? "outbox" : "inbox",
              digest,
              clock: { ...clock, answeredAt: at },
            },
          ],
  );
  return [noteEvent("exchangeClosed", at, message.clear["env.messageId"]), ...shortened, ...waits];
}

interface Closing {
  readonly day: string;
  readonly endsCase: boolean;
}

function endAfterClosing(
  { agreements }: Context,
  { content }: MessageRow,
  { day, endsCase }: Closing,
): string | undefined {
  if (content === undefined) return undefined;
  const { clear } = content.message;
  const agreement = agreements().findAgreement(clear["env.agreementRef"].sha256);
  return lastDayAfterClosing(day, clear["env.purpose"], { endsCase, agreement });
}

/**
 * The earliest day on which data of each purpose may have to go after a closing, under whichever agreement it came. Which
 * one that is stands in the content, which is not read where even this day changes nothing.
 */
function earliestEnds({ agreements }: Context, { day, endsCase }: Closing) {
  const agreed = agreedBy(agreements().all());
  const purposes = new Set([...PURPOSES.map(({ id }) => id), ...agreed.keys()]);
  return [...purposes].flatMap((purpose) => {
    const agreement = { retention: [...(agreed.get(purpose)?.values() ?? [])] };
    const first = lastDayAfterClosing(day, purpose, { endsCase, agreement });
    return first === undefined ? [] : [{ purpose, day: first }];
  });
}

/** What agreements say of how long data of each purpose are held, each ceiling once: of thousands most say the same. */
function agreedBy(known: readonly Agreement[]) {
  const agreed = new Map<string, Map<string, AgreedRetention>>();
  for (const one of known.flatMap(({ retention = [] }) => retention)) {
    const ceilings = agreed.get(one.purpose) ?? new Map<string, AgreedRetention>();
    agreed.set(one.purpose, ceilings.set(`${one.from} ${one.ceiling}`, one));
  }
  return agreed;
}

type AgreedRetention = NonNullable<Agreement["retention"]>[number];

/** Holds a message longer, and with it the corrections that carry values for it. */
export function retaining(
  { facts }: Pick<Context, "facts">,
  row: MessageRow,
  until: string,
): readonly Effect[] {
  const rows = [row, ...valuesBesideAll({ facts }, [row])];
  return rows.filter(({ eraseBy }) => eraseBy < until).map((one) => retain(one, until));
}

/**
 * Holds a correction that carries values as long as the message that it corrects, which a review may keep here alone: else the wrong
 * value would stand there again.
 */
export function retainingValues(
  { facts }: Pick<Context, "facts">,
  { message, digest, own }: Passing,
): readonly Effect[] {
  if (message.clear["env.messageType"] !== "correction") return [];
  const ends = [...(digestsToChange(message.body) ?? [])].flatMap(
    (changed) => rowIn(facts, own, changed)?.eraseBy ?? [],
  );
  const [last = ""] = ends.toSorted().reverse();
  if (last <= message.clear["env.retention.eraseBy"]) return [];
  return [{ does: "retain", box: own ? "outbox" : "inbox", digest, eraseBy: last }];
}

const retain = (row: MessageRow, eraseBy: string): Effect => ({
  ...{ does: "retain", box: isSent(row) ? "outbox" : "inbox" },
  ...{ digest: row.digest, eraseBy },
});
