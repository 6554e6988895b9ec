import type { ReadMessage } from "./message-view.ts";
import type { Lacking, Need } from "./rule.ts";
import {
  type BookedPart,
  type BookedRule,
  isFact,
  lapsedOn,
  type Plan,
  type PlannedRule,
  type RuleBook,
} from "./rule-book.ts";
import { keyOf, leavesOut } from "./scope.ts";
import type { ValidationInput } from "./validation-input.ts";

/**
 * The parts to ask about a message. Made once for each tier, what is lacking and what scopes tell
 * apart: mostly that is the same from message to message.
 */
export function planFor(
  book: RuleBook,
  tier: number,
  input: ValidationInput,
  read: ReadMessage,
): Plan {
  // What some rule needs and nobody has: mostly that is nothing, or one thing.
  let key = String(tier);
  const needs = read.view.issues.length === 0 ? book.uncertain : book.needs;
  for (let place = 0; place < needs.length; place++) {
    if (!has(needs[place] as Need, input, read)) key += ` ${needs[place]}`;
  }
  key += `;${keyOf(book.traits, read, input)}`;
  const lapsed = lapsedOn(dayOf(read, input), book);
  for (const { id } of lapsed) key += `;${id}`;
  let plan = book.plans.get(key);
  if (plan === undefined) {
    const lacking = book.needs.filter((need) => !has(need, input, read));
    const isAsked = ({ part: { about, needs } }: BookedPart): boolean =>
      about === undefined || !leavesOut(about, needs, read, input);
    const isLapsed = ({ pack }: BookedRule): boolean => lapsed.includes(pack);
    const inForce = book.rules.filter((rule) => !isLapsed(rule));
    const planned = inForce.map(({ parts, ...rule }) => ({
      ...rule,
      steps: parts.filter(isAsked).map((one) => ({ ...one, lacks: lacksOf(one, tier, lacking) })),
    }));
    const isSilent = ({ steps }: PlannedRule): boolean => steps.length === 0;
    plan = {
      asked: planned.filter((one) => !isSilent(one)),
      silent: planned.filter(isSilent).map(({ rule }) => rule.id),
      lapsed: book.rules
        .filter(isLapsed)
        .map(({ rule, pack }) => ({ rule: rule.id, missing: [`pack ${pack.id}`] })),
    };
    // A sender of odd messages must not fill the memory with plans for each.
    if (book.plans.size >= MAX_PLANS) book.plans.clear();
    book.plans.set(key, plan);
  }
  return plan;
}

/** The day that law is asked for: that of the message, or of judging where it says none. */
function dayOf({ claims }: ReadMessage, { now }: ValidationInput): string {
  const createdAt = claims["env.createdAt"];
  return (typeof createdAt === "string" ? createdAt : now).slice(0, 10);
}

const has = (need: Need, input: ValidationInput, { claims }: ReadMessage): boolean =>
  isFact(need) ? input[need] !== undefined : Object.hasOwn(claims, need);

function lacksOf(
  { part, stage, tier }: BookedPart,
  asked: number,
  lacking: readonly Need[],
): Lacking | undefined {
  if (tier > asked) return { missing: [`tier ${stage}`] };
  const missing = part.needs.filter((need) => lacking.includes(need));
  return missing.length > 0 ? { missing } : undefined;
}

const MAX_PLANS = 256;
