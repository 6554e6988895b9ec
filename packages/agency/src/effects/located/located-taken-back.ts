import { digestsToChange, erasedBy } from "@safepassage/history";
import { applyCorrection } from "@safepassage/validator";
import { readUndamaged } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import { readCorrected } from "../exchange/corrections-of.ts";
import type { Passing } from "../exchange/exchange.ts";
import type { Effect } from "../shared/effect.ts";
import { LOCATED, saysLocated, standing } from "./located.ts";

/**
 * Raises an alarm where the author of an answer takes back that somebody was located, and no other answer says so: where the alert
 * was cancelled on its word, nobody looks for the person any more.
 *
 * @param passing - A correction or a recall that was accepted.
 * @param at - Now.
 * @see `docs/spec/children.md#found`
 */
export function locatedTakenBack(
  context: Pick<FactContext, "facts">,
  passing: Passing,
  at: string,
): readonly Effect[] {
  const { facts } = context;
  const { other } = passing;
  const taken = answersTakenBack(context, passing);
  const alerts = new Set([...taken].flatMap((answer) => alertsOf(context, answer, other)));
  return [...alerts].flatMap((ref): readonly Effect[] => {
    if (standing(context, ref, other, taken) !== undefined) return [];
    const alert = facts.outbox.findByDigest(ref);
    const isOver = alert?.erasedAt !== undefined || alert?.erasureAskedAt !== undefined;
    const event = { kind: "locatedTakenBack", at, ref, ...(isOver && { code: "over" }) };
    return [{ does: "event", event }, { does: "announce" }];
  });
}

/** Digests of the answers that said until now that somebody was located, and do not any more. */
function answersTakenBack(
  { facts }: Pick<FactContext, "facts">,
  { message, other }: Passing,
): ReadonlySet<string> {
  const erased = new Set(erasedBy(message));
  const named = [...erased, ...(digestsToChange(message.body) ?? [])];
  const taken = named.filter((digest) => {
    const answer = facts.inbox.findByDigest(digest);
    if (answer?.sender !== other || answer.messageType !== "response") return false;
    const before = readUndamaged(() => readCorrected({ facts }, answer))?.message;
    if (before === undefined || !saysLocated(before)) return false;
    const after = erased.has(digest) ? undefined : applyCorrection(before, message.body);
    return after === undefined || !saysLocated(after);
  });
  return new Set(taken);
}

/** Digests of the alerts of this agency of which an answer was noted to say so, also of those that are erased. */
function alertsOf(
  { facts }: Pick<FactContext, "facts">,
  answer: string,
  other: string,
): readonly string[] {
  const id = facts.inbox.findByDigest(answer)?.content?.message.private["private.inReplyTo"];
  const answered = id === undefined ? [] : facts.chains.from(other, id);
  return answered.filter((ref) => facts.events.has(LOCATED, ref, answer));
}
