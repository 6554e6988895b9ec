import { claimsDanger, findPurpose, PROFILE_DIGEST } from "@safepassage/schema";
import { compare, comparePlaces, inOrder } from "../in-order.ts";
import type { Finding, Judgement, NotEvaluated } from "../judgement.ts";
import type { ReadMessage } from "../message-view.ts";
import type { Wording } from "../messages/wording.ts";
import { isInForce } from "../pack.ts";
import type { Answer, Lacking, View } from "../rule.ts";
import { isAbout } from "../scope.ts";
import type { ValidationInput } from "../validation-input.ts";
import { dedupe, toFinding } from "./finding.ts";
import {
  type BookedPart,
  type BookedRule,
  type RuleBook,
  TIERS,
  unevaluated,
} from "./rule-book.ts";
import { reportStructural } from "./structural.ts";
import { decideVerdict } from "./verdict.ts";

/** Asks every rule of the book about a message; of one that it corrects it knows nothing. */
export function judgeAlone(read: ReadMessage, input: ValidationInput, book: RuleBook): Judgement {
  const structural = reportStructural(input);
  const evaluated = [...structural.evaluated];
  const notApplicable: string[] = [];
  const notEvaluated = [...structural.notEvaluated];
  const judging: Judging = {
    read,
    input,
    view: viewOf(read, input),
    tier: TIERS.indexOf(input.tier),
    wording: book.wording,
    findings: [],
    notEvaluated,
  };
  const day = dayOf(read, input);
  const lapsed = book.packs.filter((pack) => !isInForce(pack, day));
  for (const booked of book.rules) {
    const { rule, pack } = booked;
    if (lapsed.includes(pack)) {
      notEvaluated.push({ rule: rule.id, missing: [`pack ${pack.id}`] });
      continue;
    }
    const outcome = judge(booked, judging);
    if (outcome === "evaluated") evaluated.push(rule.id);
    if (outcome === "notApplicable") notApplicable.push(rule.id);
  }
  const findings = dedupe(judging.findings);
  return {
    verdict: decideVerdict(findings, claimsDanger(read.claims, read.claims["private.urgency"])),
    tier: input.tier,
    profile: PROFILE_DIGEST,
    findings,
    evaluated: inOrder(evaluated, compare),
    notApplicable: inOrder(notApplicable, compare),
    notEvaluated: inOrder(notEvaluated, comparePlaces),
    notImplemented: [...book.notImplemented],
    packs: [...book.names],
  };
}

/** A message as the rules are asked about it, and what they say. */
interface Judging {
  readonly read: ReadMessage;
  readonly input: ValidationInput;
  readonly view: View;
  readonly tier: number;
  readonly wording: Wording;
  readonly findings: Finding[];
  readonly notEvaluated: NotEvaluated[];
}

/** What became of a rule; `lacking` where a part of it could not be judged. */
type Outcome = "evaluated" | "notApplicable" | "lacking";

function judge({ rule, entry, parts }: BookedRule, judging: Judging): Outcome {
  const { read, input, tier, wording, findings, notEvaluated } = judging;
  let isJudged = false;
  let isWhole = true;
  for (const one of parts) {
    const { about, needs } = one;
    if (about !== undefined && !isAbout(about, needs, read, input)) continue;
    if (tier < one.tier) {
      notEvaluated.push(one.beyond);
      isWhole = false;
      continue;
    }
    const answer = ask(one, judging);
    if (answer === "notApplicable") continue;
    if (isLacking(answer)) {
      notEvaluated.push(unevaluated(rule, one.letter, answer.missing));
      isWhole = false;
      continue;
    }
    isJudged = true;
    const purpose = findPurpose(String(read.claims["env.purpose"]))?.id;
    for (const hit of answer) findings.push(toFinding(hit, entry, { wording, purpose }, one));
  }
  if (!isWhole) return "lacking";
  return isJudged ? "evaluated" : "notApplicable";
}

/** Asks a part, if the message and the judge have all that it needs. */
function ask(one: BookedPart, { view, read: { claims }, input }: Judging): Answer {
  const { part, facts, required, evaluate } = one;
  if (hasAll(input, facts) && hasAll(claims, required)) return evaluate.call(part, view);
  const known = { ...claims, ...input };
  return { missing: one.needs.filter((need) => !hasAll(known, [need])) };
}

function hasAll<K extends string>(
  known: { readonly [N in K]?: unknown },
  names: readonly K[],
): boolean {
  for (const name of names) if (known[name] === undefined) return false;
  return true;
}

/** Asked of the array: looking for a member in one takes many times as long. */
const isLacking = (answer: Exclude<Answer, string>): answer is Lacking => !Array.isArray(answer);

function viewOf(read: ReadMessage, input: ValidationInput): View {
  // Sound by readMessage; a part is asked only if it lacks nothing that it needs.
  const claims = read.claims as unknown as View["claims"];
  const { agreement, consents, authorisations, registry, history, sessions, now } = input;
  const known = { agreement, consents, authorisations, registry, history, sessions };
  const facts = known as View["facts"];
  return { ...read.view, claims, facts, now, shared: {} };
}

/** The day that law is asked for: that of the message, or of judging where it says none. */
function dayOf({ claims }: ReadMessage, { now }: ValidationInput): string {
  const createdAt = claims["env.createdAt"];
  return (typeof createdAt === "string" ? createdAt : now).slice(0, 10);
}
