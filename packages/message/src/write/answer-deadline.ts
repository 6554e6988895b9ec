import { toInstant } from "@safepassage/core";
import { type Body, type Draft, findAnswerPeriod } from "@safepassage/schema";
import { randomId } from "../form/random-id.ts";

/**
 * States until when a request is to be answered, where the law sets a time and the draft states
 * none. Any other draft is returned as it is.
 *
 * Counted from the time of the draft: nobody knows yet when it will arrive, which is when the time
 * of the law begins. Rule R45 checks it.
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
