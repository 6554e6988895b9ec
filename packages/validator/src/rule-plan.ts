import type { ReadMessage } from "./message-view.ts";
import type { Lacking, Need } from "./rule.ts";
import { type BookedPart, isFact, type PlannedRule, type RuleBook } from "./rule-book.ts";
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
): readonly PlannedRule[] {
  // What some rule needs and nobody has: mostly that is nothing, or one thing.
  let key = String(tier);
  const needs = read.view.issues.length === 0 ? book.uncertain : book.needs;
  for (let place = 0; place < needs.length; place++) {
    if (!has(needs[place] as Need, input, read)) key += ` ${needs[place]}`;
  }
  key += `;${keyOf(book.traits, read, input)}`;
  let plan = book.plans.get(key);
  if (plan === undefined) {
    const lacking = book.needs.filter((need) => !has(need, input, read));
    const isAsked = ({ part: { about, needs } }: BookedPart): boolean =>
      about === undefined || !leavesOut(about, needs, read, input);
    plan = book.rules.map(({ parts, ...rule }) => ({
      ...rule,
      steps: parts.filter(isAsked).map((one) => ({ ...one, lacks: lacksOf(one, tier, lacking) })),
    }));
    // A sender of odd messages must not fill the memory with plans for each.
    if (book.plans.size >= MAX_PLANS) book.plans.clear();
    book.plans.set(key, plan);
  }
  return plan;
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
