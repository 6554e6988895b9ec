import { checkMessage, isThreatToLife, PROFILE_DIGEST } from "@safepassage/schema";
import { judgeCorrected } from "../corrected/judge-corrected.ts";
import { together } from "../corrected/together.ts";
import { compare, comparePlaces, merge } from "../in-order.ts";
import type { Finding, Judgement, NotEvaluated } from "../judgement.ts";
import { type ReadMessage, readMessage } from "../message-view.ts";
import type { Wording } from "../messages/wording.ts";
import type { Answer, Lacking, View } from "../rule.ts";
import type { ValidationInput } from "../validation-input.ts";
import { toFinding } from "./finding.ts";
import {
  bookOf,
  type Outcome,
  type PlannedRule,
  type RuleBook,
  TIERS,
  type ValidateOptions,
} from "./rule-book.ts";
import { planFor } from "./rule-plan.ts";
import { reportStructural } from "./structural.ts";
import { decideVerdict } from "./verdict.ts";

/**
 * Judges a message by the rules of packs. For a correction with values it also judges the corrected
 * message.
 *
 * Returns a judgement for any input. A rule that lacks an input is not evaluated, names what is missing,
 * and never counts as passed. Only the message is untrusted; agreement, consents, authorisations,
 * registry and history are the judge's own.
 *
 * @throws TypeError for mistakes of the caller: an invalid `tier` or `now`, incompatible packs, a rule
 *   without an entry in the catalogue or a pack, or a code without a sentence.
 * @see docs/spec/validation.md
 *
 * @example
 * ```ts
 * const judgement = validate({ message, tier: "schema", now: "2026-11-24T09:02:00Z" }, { packs });
 * ```
 */
export function validate(input: ValidationInput, options: ValidateOptions): Judgement {
  requireCaller(input);
  const book = bookOf(options);
  const read = readMessage(input.message, input.issues ?? checkMessage(input.message));
  const judgement = judgeAlone(read, input, book);
  // The schema tier knows only the message itself, not the one that it corrects.
  if (input.tier === "schema") return judgement;
  const corrected = judgeCorrected(read.view, input, (other) =>
    judgeAlone(readMessage(other.message, checkMessage(other.message)), other, book),
  );
  if (corrected === undefined) return judgement;
  const findings = dedupe([...judgement.findings, ...corrected.findings]);
  const verdict = decideVerdict(findings, isThreatToLife(read.claims["private.urgency"]));
  return { ...together(judgement, corrected.judgement), verdict, findings };
}

function judgeAlone(read: ReadMessage, input: ValidationInput, book: RuleBook): Judgement {
  const opening = reportStructural(input);
  const judged: Judged = {
    view: viewOf(read, input),
    wording: book.wording,
    findings: [],
    notEvaluated: [],
  };
  const plan = planFor(book, TIERS.indexOf(input.tier), input, read);
  const outcomes: Outcome[] = [];
  for (const rule of plan.asked) outcomes.push(judge(rule, judged));

  const findings = dedupe(judged.findings);
  const { evaluated, notApplicable } = plan.sortOut(opening.evaluated, outcomes);
  return {
    verdict: decideVerdict(findings, isThreatToLife(read.claims["private.urgency"])),
    tier: input.tier,
    profile: PROFILE_DIGEST,
    findings,
    evaluated,
    notApplicable,
    notEvaluated: merge(plan.unable(opening.notEvaluated), judged.notEvaluated, comparePlaces),
    notImplemented: [...book.notImplemented],
    packs: [...book.names],
  };
}

/** A message being judged, and the answers so far. */
interface Judged {
  readonly view: View;
  readonly wording: Wording;
  readonly findings: Finding[];
  readonly notEvaluated: NotEvaluated[];
}

function judge({ rule, entry, parts, isWhole }: PlannedRule, judged: Judged): Outcome {
  const { view, wording, findings, notEvaluated } = judged;
  let isJudged = false;
  let lacksNothing = isWhole;
  for (const one of parts) {
    const answer = one.evaluate.call(one.part, view);
    if (answer === "notApplicable") continue;
    if (isLacking(answer)) {
      const { part } = one.part;
      const letter = part === undefined ? {} : { part };
      notEvaluated.push({ rule: rule.id, ...letter, missing: answer.missing });
      lacksNothing = false;
      continue;
    }
    isJudged = true;
    for (const hit of answer) findings.push(toFinding(hit, entry, wording, one));
  }
  if (!lacksNothing) return "lacking";
  return isJudged ? "evaluated" : "notApplicable";
}

/** Tests for the array, because looking up a member in an array takes many times as long. */
const isLacking = (answer: Exclude<Answer, string>): answer is Lacking => !Array.isArray(answer);

function viewOf(read: ReadMessage, input: ValidationInput): View {
  // readMessage checked these claims, and the plan asks a part only if everything it needs is there.
  const claims = read.claims as unknown as View["claims"];
  const { agreement, consents, authorisations, registry, history, sessions, now } = input;
  const known = { agreement, consents, authorisations, registry, history, sessions };
  const facts = known as View["facts"];
  const { issues, groups, leaves, presentClaims, message, concern } = read.view;
  return { issues, groups, leaves, presentClaims, message, concern, claims, facts, now };
}

function requireCaller(input: ValidationInput): void {
  if (!TIERS.includes(input.tier)) throw new TypeError("tier is schema, context or state");
  if (!INSTANT.test(input.now)) throw new TypeError("now is an instant in UTC, to the second");
}

/**
 * Merges equal findings, such as those of several values of one field. Missing fields stay separate,
 * although all are missing from the same place.
 */
function dedupe(findings: readonly Finding[]): Finding[] {
  if (findings.length === 0) return [];
  const byPlace = new Map(
    findings.map((finding) => [
      `${finding.code} ${finding.pointer} ${finding.field ?? ""} ${finding.corrected?.pointer ?? ""}`,
      finding,
    ]),
  );
  return [...byPlace.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, finding]) => finding);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
