import { compare, comparePlaces, inOrder, isSame, merge } from "../in-order.ts";
import type { NotEvaluated } from "../judgement.ts";
import type { ReadMessage } from "../message-view.ts";
import type { RulePack } from "../pack.ts";
import type { Need } from "../rule.ts";
import { addAnswers, addTraits, leavesOut, type Signature } from "../scope.ts";
import type { ValidationInput } from "../validation-input.ts";
import {
  type BookedPart,
  isFact,
  lapsedOn,
  type Outcome,
  type Plan,
  type PlannedRule,
  type RuleBook,
} from "./rule-book.ts";

/**
 * Finds the rule parts to ask about a message. Plans are remembered by tier, by what is lacking and by
 * what scopes look at, because these are usually the same from message to message.
 */
export function planFor(
  book: RuleBook,
  tier: number,
  input: ValidationInput,
  read: ReadMessage,
): Plan {
  const lapsed = lapsedOn(dayOf(read, input), book);
  const signature = signatureOf(book, tier, lapsed, input, read);
  for (const known of book.plans) if (isSame(known.signature, signature)) return known.plan;
  const plan = makePlan(book, tier, lapsed, input, read);
  // A sender of odd messages must not fill the memory with plans.
  if (book.plans.length >= MAX_PLANS) book.plans.length = 0;
  book.plans.push({ signature, plan });
  return plan;
}

/** What the plan of a message depends on: messages with equal signatures share a plan. */
function signatureOf(
  { needs, uncertain, traits }: RuleBook,
  tier: number,
  lapsed: readonly RulePack[],
  input: ValidationInput,
  read: ReadMessage,
): Signature {
  const signature: (string | number | undefined)[] = [tier];
  const asked = read.view.issues.length === 0 ? uncertain : needs;
  addAnswers(signature, asked, (need) => has(need, input, read));
  addTraits(signature, traits, read, input);
  for (const { id } of lapsed) signature.push(id);
  return signature;
}

function makePlan(
  book: RuleBook,
  tier: number,
  packs: readonly RulePack[],
  input: ValidationInput,
  read: ReadMessage,
): Plan {
  const lacking = book.needs.filter((need) => !has(need, input, read));
  const isAbout = ({ part: { about, needs } }: BookedPart): boolean =>
    about === undefined || !leavesOut(about, needs, read, input);
  const asked: PlannedRule[] = [];
  const silent: string[] = [];
  const unable: NotEvaluated[] = [];
  for (const booked of book.rules) {
    const { rule, pack } = booked;
    if (packs.includes(pack)) {
      unable.push({ rule: rule.id, missing: [`pack ${pack.id}`] });
      continue;
    }
    const concerned = booked.parts.filter(isAbout);
    const parts = concerned.filter((one) => missingOf(one, tier, lacking).length === 0);
    for (const one of concerned) {
      const missing = missingOf(one, tier, lacking);
      const letter = one.part.part === undefined ? {} : { part: one.part.part };
      if (missing.length > 0) unable.push({ rule: rule.id, ...letter, missing });
    }
    if (concerned.length === 0) silent.push(rule.id);
    if (parts.length > 0) {
      asked.push({ ...booked, parts, isWhole: parts.length === concerned.length });
    }
  }
  for (const one of unable) Object.freeze(Object.freeze(one).missing);
  silent.sort(compare);
  unable.sort(comparePlaces);
  // Judgements share it when they have nothing to add.
  Object.freeze(unable);
  return {
    asked,
    sortOut: sorterOf(asked, silent),
    unable: (structural) => merge(unable, structural, comparePlaces),
  };
}

/** Sorts the ids of rules by outcome. */
function sorterOf(asked: readonly PlannedRule[], silent: readonly string[]): Plan["sortOut"] {
  return (structural, outcomes) => {
    const idsOf = (outcome: Outcome): readonly string[] =>
      asked.flatMap(({ rule }, place) => (outcomes[place] === outcome ? [rule.id] : []));
    return {
      evaluated: inOrder([...structural, ...idsOf("evaluated")], compare),
      notApplicable: [...merge(silent, idsOf("notApplicable"), compare)],
    };
  };
}

/** The day whose law applies: that of the message or, without one, the day of judging. */
function dayOf({ claims }: ReadMessage, { now }: ValidationInput): string {
  const createdAt = claims["env.createdAt"];
  return (typeof createdAt === "string" ? createdAt : now).slice(0, 10);
}

const has = (need: Need, input: ValidationInput, { claims }: ReadMessage): boolean =>
  isFact(need) ? input[need] !== undefined : Object.hasOwn(claims, need);

function missingOf(
  { part, stage, tier }: BookedPart,
  asked: number,
  lacking: readonly Need[],
): readonly string[] {
  if (tier > asked) return [`tier ${stage}`];
  return part.needs.filter((need) => lacking.includes(need));
}

const MAX_PLANS = 64;
