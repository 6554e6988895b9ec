import { toInstant } from "@safepassage/core";
import { type Body, type Draft, findAnswerPeriod, randomId } from "@safepassage/schema";

/**
 * Adds the time by which a request must be answered, if the law sets one and the draft does not.
 * Any other draft is returned unchanged.
 *
 * It is counted from the time of the draft. By law it starts when the request arrives, which nobody
 * knows yet. Rule R45 checks it.
 *
 * @see docs/spec/gateway.md, Answer clock
 */
export function withAnswerDeadline(draft: Draft): Draft {
  const period = findAnswerPeriod(draft);
  if (period === undefined || states(draft.body, "deadline.at")) return draft;
  const at = toInstant(
    new Date(Date.parse(draft.clear["env.createdAt"]) + period.hours * 3_600_000),
  );
  const deadline = { kind: "deadline", links: [], leaves: [{ f: "deadline.at", v: at }] };
  return { ...draft, body: { ...draft.body, [randomId()]: deadline } };
}

const states = (body: Body, field: string): boolean =>
  Object.values(body).some(({ leaves }) => leaves.some(({ f }) => f === field));
