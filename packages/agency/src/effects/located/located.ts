import { digestsToChange } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { applyCorrection } from "@safepassage/validator";
import { readableIn, readUndamaged } from "../../setting/can-read.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow } from "../../store/rows.ts";
import { askedBy } from "../erasure/awaited.ts";
import { MOST_CORRECTIONS, readCorrected, rowsIn } from "../exchange/corrections-of.ts";
import type { Passing } from "../exchange/exchange.ts";
import type { Effect } from "../shared/effect.ts";
import type { DayToAct } from "../shared/overdue.ts";

/** Kind of the event that an answer says of a person that she was located: `ref` is the alert, `code` the answer. */
export const LOCATED = "personLocated";

/**
 * Notes that an answer says of somebody whom this agency looks for that she was located, or says so now that its author has corrected
 * it. The alert is not needed any more, and only who sent it can cancel it.
 *
 * @param passing - A response or a correction that was accepted.
 * @param at - Now.
 * @see `docs/spec/children.md#found`
 */
export function locatedEffects(
  context: Pick<FactContext, "facts">,
  passing: Passing,
  at: string,
): readonly Effect[] {
  const { message, other } = passing;
  const saying = sayingSo(context, passing);
  if (saying.length === 0) return [];
  const ofType = { kind: "ofType", messageType: "alert" } as const;
  const exchangeId = message.private["private.exchangeId"];
  const alerts = rowsIn(context.facts, exchangeId, { own: true, other }, ofType);
  return alerts.flatMap(({ digest: ref }): readonly Effect[] => {
    // Each answer is noted: where the author of one takes it back, another may say it still.
    const noted = saying.map((code): Effect => {
      return { does: "event", event: { kind: LOCATED, at, ref, code } };
    });
    const isTold = standing(context, ref, other) !== undefined;
    return isTold
      ? noted
      : [...noted, { does: "log", event: { event: LOCATED, ref, peer: other } }];
  });
}

/** Digests of the answers that say now, and have not said before, that somebody was located. */
function sayingSo(
  { facts }: Pick<FactContext, "facts">,
  { message, digest, other }: Passing,
): readonly string[] {
  if (message.clear["env.messageType"] !== "correction") {
    // What its author has taken back before it came nobody reads.
    const isTakenBack = askedBy({ facts }, digest, { own: false, other }) !== undefined;
    return saysLocated(message) && !isTakenBack ? [digest] : [];
  }
  return [...(digestsToChange(message.body) ?? [])].filter((changed) => {
    const answer = facts.inbox.findByDigest(changed);
    if (answer?.sender !== other || answer.messageType !== "response") return false;
    const before = readUndamaged(() => readCorrected({ facts }, answer))?.message;
    if (before === undefined || saysLocated(before)) return false;
    const after = applyCorrection(before, message.body);
    return after !== undefined && saysLocated(after);
  });
}

/** An alert is cancelled within a day after somebody has answered that the person was located. */
export const ALERT_CANCELLED: DayToAct = {
  event: LOCATED,
  alarm: "alertStands",
  mark: "alertsLookedAtUpTo",
  about: ({ ref = "" }) => ref,
  isDone: async (context, tx, digest) => {
    const alert = await tx.outbox.findByDigest(digest);
    const { located } = alert === undefined ? {} : await showLocated(context, tx, alert);
    // The first answer may be taken back, and another one not be a day old: that one is looked at by itself.
    return located === undefined || Date.parse(located.at) > +context.clock.now() - DAY_MS;
  },
};

/** Which answer says that a person was located, and when it came; nothing if the alert on her does not stand any more. */
export async function showLocated(
  context: AgencyContext,
  tx: Tx,
  { digest, messageType, recipient, erasedAt, erasureAskedAt }: OutboxRow,
): Promise<{ readonly located?: Located }> {
  if (messageType !== "alert" || erasedAt !== undefined || erasureAskedAt !== undefined) return {};
  const located = await workOutIn(context, tx, (facts) => standing(facts, digest, recipient));
  return located === undefined ? {} : { located };
}

/** The first answer to an alert that says that the person was located. */
interface Located {
  readonly at: string;
  /** Digest. */
  readonly by: string;
}

/**
 * The first answer that says so still.
 *
 * @param except - Answers that count no more, as their author takes them back now.
 */
export function standing(
  context: Pick<FactContext, "facts">,
  alert: string,
  other: string,
  except: ReadonlySet<string> = new Set(),
): Located | undefined {
  const noted = context.facts.events
    .before(LOCATED, Number.MAX_SAFE_INTEGER, MOST_ANSWERS, alert)
    .toReversed();
  // One that was corrected back and forth says it since the last time.
  const answers = new Map(
    noted.flatMap(({ at, code }) => (code === undefined ? [] : [[code, at]])),
  );
  // The corrections of all answers together are bounded.
  const most = Math.floor(MOST_CORRECTIONS / Math.max(1, answers.size));
  // All are asked for at once: else each reading of the store tells of one more answer, and all before it are worked out again.
  const saying = [...answers].filter(([by]) => {
    // Its author may have taken it back, or corrected it. Where it is erased for its age, what it said still holds.
    const isTakenBack = askedBy(context, by, { own: false, other }) !== undefined;
    const said = saidNow(context, by, other, most);
    return !except.has(by) && !isTakenBack && (said === undefined || saysLocated(said));
  });
  return saying.map(([by, at]) => ({ at, by }))[0];
}

/** An answer as its author has corrected it; `undefined` if it is not held, or has too many corrections. */
function saidNow(
  context: Pick<FactContext, "facts">,
  digest: string,
  other: string,
  most: number,
): DecodedMessage | undefined {
  const { facts } = context;
  const answer = facts.inbox.findByDigest(digest);
  const naming = { kind: "names", key: digest } as const;
  const { length } = facts.history.digestsUnder(naming, most + 1, { own: false, other });
  if (answer === undefined || length > most) return undefined;
  // While the store has not answered there are none, and none is read.
  if (length === 0) return readableIn(answer)?.message;
  return readUndamaged(() => readCorrected(context, answer))?.message;
}

/** Whether a message says of somebody that she was located. */
export const saysLocated = ({ body }: DecodedMessage): boolean =>
  Object.values(body).some(({ leaves }) =>
    leaves.some(({ f, v }) => f === "alert.located" && v === true),
  );

const DAY_MS = 86_400_000;
/** Most answers that are read, the newest; honest partners send far fewer. */
const MOST_ANSWERS = 64;
