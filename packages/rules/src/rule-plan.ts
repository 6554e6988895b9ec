import type { ReadMessage } from "./message-view.ts";
import type { RulePack } from "./pack.ts";
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
import { addAnswers, addTraits, leavesOut, type Signature } from "./scope.ts";
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
  const lapsed = lapsedOn(dayOf(read, input), book);
  const signature = signatureOf(book, tier, lapsed, input, read);
  for (const known of book.plans) if (isSame(known.signature, signature)) return known.plan;
  const plan = makePlan(book, tier, lapsed, input, read);
  // A sender of odd messages must not fill the memory with plans for each.
  if (book.plans.length >= MAX_PLANS) book.plans.length = 0;
  book.plans.push({ signature, plan });
  return plan;
}

/** The same for two messages that have the same plan. Compared part by part, not joined to a key. */
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

function isSame(one: Signature, other: Signature): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
}

function makePlan(
  book: RuleBook,
  tier: number,
  packs: readonly RulePack[],
  input: ValidationInput,
  read: ReadMessage,
): Plan {
  const lacking = book.needs.filter((need) => !has(need, input, read));
  const isAsked = ({ part: { about, needs } }: BookedPart): boolean =>
    about === undefined || !leavesOut(about, needs, read, input);
  const isLapsed = ({ pack }: BookedRule): boolean => packs.includes(pack);
  const planned = book.rules
    .filter((rule) => !isLapsed(rule))
    .map(({ parts, ...rule }) => ({
      ...rule,
      steps: parts.filter(isAsked).map((one) => ({ ...one, lacks: lacksOf(one, tier, lacking) })),
    }));
  const isSilent = ({ steps }: PlannedRule): boolean => steps.length === 0;
  return {
    asked: planned.filter((one) => !isSilent(one)),
    silent: planned.filter(isSilent).map(({ rule }) => rule.id),
    lapsed: book.rules
      .filter(isLapsed)
      .map(({ rule, pack }) => ({ rule: rule.id, missing: [`pack ${pack.id}`] })),
  };
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

const MAX_PLANS = 64;
