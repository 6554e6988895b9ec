import type { ReadMessage } from "./message-view.ts";
import type { Facts, Lacking, Need } from "./rule.ts";
import type { BookedPart, PlannedRule, RuleBook } from "./rule-book.ts";
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
  // The places of what some rule needs and nobody has: mostly there are none, or one.
  let key = String(tier);
  for (let place = 0; place < book.needs.length; place++) {
    if (!has(book.needs[place] as Need, input, read)) key += ` ${place}`;
  }
  key += `;${keyOf(book.traits, read, input)}`;
  let plan = book.plans.get(key);
  if (plan === undefined) {
    const needs = book.needs.filter((need) => !has(need, input, read));
    const isAsked = ({ part: { about, needs } }: BookedPart): boolean =>
      about === undefined || !leavesOut(about, needs, read, input);
    plan = book.rules.map(({ parts, ...rule }) => ({
      ...rule,
      steps: parts.filter(isAsked).map((one) => ({ ...one, lacks: lacksOf(one, tier, needs) })),
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

const isFact = (need: Need): need is keyof Facts => FACTS.has(need);

const MAX_PLANS = 256;
const FACTS: ReadonlySet<string> = new Set<keyof Facts>([
  "agreement",
  "consents",
  "authorisations",
  "registry",
  "history",
  "sessions",
]);
