import { checkMessage, PROFILE_DIGEST, RULES } from "@safepassage/schema";
import { toFinding } from "./finding.ts";
import type { Finding, Judgement, NotEvaluated } from "./judgement.ts";
import { type ReadMessage, readMessage } from "./message-view.ts";
import type { Wording } from "./messages/wording.ts";
import type { View } from "./rule.ts";
import { bookOf, compare, type PlannedRule, TIERS, type ValidateOptions } from "./rule-book.ts";
import { planFor } from "./rule-plan.ts";
import type { ValidationInput } from "./validation-input.ts";
import { decideVerdict, isThreatToLife } from "./verdict.ts";

/**
 * Judges a message by the rules of packs.
 *
 * Total: whatever the message is, the answer is a judgement. A rule that lacks an input is not
 * evaluated, and says what is missing; it never counts as passed. Only the message is untrusted:
 * the agreement, consents, authorisations, registry and history are the judge's own.
 *
 * @throws TypeError if `tier` or `now` is not one, packs do not fit together, a rule is in neither
 *   the catalogue nor a pack, or no message says one of its codes: mistakes of the caller.
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
  const { wording = book.wording } = options;
  const read = readMessage(input.message, input.issues ?? checkMessage(input.message));
  const tally = createTally(input);
  const judged: Judged = { view: viewOf(read, input), wording };
  const { asked, silent, lapsed } = planFor(book, TIERS.indexOf(input.tier), input, read);
  for (const rule of asked) judge(rule, judged, tally);
  for (const rule of lapsed) tally.notEvaluated.push(rule);

  const findings = dedupe(tally.findings);
  return {
    verdict: decideVerdict(findings, isThreatToLife(read.claims)),
    tier: input.tier,
    profile: PROFILE_DIGEST,
    findings,
    evaluated: sorted(tally.evaluated, asText),
    notApplicable: merged(silent, tally.notApplicable),
    notEvaluated: sorted(tally.notEvaluated, placeOf),
    notImplemented: [...book.notImplemented],
    packs: [...book.names],
  };
}

/** A message as the rules are asked about it. */
interface Judged {
  readonly view: View;
  readonly wording: Wording;
}

interface Tally {
  readonly findings: Finding[];
  readonly evaluated: string[];
  readonly notApplicable: string[];
  readonly notEvaluated: NotEvaluated[];
}

/** Starts with the structural checks: what nobody reports was not checked. */
function createTally({ structural = [] }: ValidationInput): Tally {
  const tally: Tally = { findings: [], evaluated: [], notApplicable: [], notEvaluated: [] };
  for (const id of STRUCTURAL) {
    const result = structural.find(({ rule }) => rule === id);
    if (result?.outcome === "passed") tally.evaluated.push(id);
    else tally.notEvaluated.push({ rule: id, missing: result?.missing ?? ["structural"] });
  }
  return tally;
}

function judge({ rule, entry, steps }: PlannedRule, judged: Judged, tally: Tally): void {
  let isJudged = false;
  let isWhole = true;
  for (const { part, stage, lacks } of steps) {
    const answer = lacks ?? part.evaluate(judged.view);
    if (answer === "notApplicable") continue;
    if ("missing" in answer) {
      const letter = part.part === undefined ? {} : { part: part.part };
      tally.notEvaluated.push({ rule: rule.id, ...letter, missing: answer.missing });
      isWhole = false;
      continue;
    }
    isJudged = true;
    const { severity = entry.severity } = part;
    for (const hit of answer)
      tally.findings.push(toFinding(hit, entry, judged.wording, { stage, severity }));
  }
  if (!isWhole) return;
  if (isJudged) tally.evaluated.push(rule.id);
  else tally.notApplicable.push(rule.id);
}

function viewOf(read: ReadMessage, input: ValidationInput): View {
  // Sound by readMessage; a part sees it only if its plan lacks nothing that the part needs.
  const claims = read.claims as unknown as View["claims"];
  const { agreement, consents, authorisations, registry, history, sessions, now } = input;
  const known = { agreement, consents, authorisations, registry, history, sessions };
  const facts = known as View["facts"];
  return { ...read.view, claims, facts, now };
}

function requireCaller(input: ValidationInput): void {
  if (!TIERS.includes(input.tier)) throw new TypeError("tier is schema, context or state");
  if (!INSTANT.test(input.now)) throw new TypeError("now is an instant in UTC, to the second");
}

/** A field with several values, each refused for the same reason, is one finding. */
function dedupe(findings: readonly Finding[]): Finding[] {
  if (findings.length === 0) return [];
  const byPlace = new Map(
    findings.map((finding) => [`${finding.code} ${finding.pointer}`, finding]),
  );
  return [...byPlace.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, finding]) => finding);
}

/** Sorted by a key. Mostly they are: the catalogue's rules are in the order of their ids. */
function sorted<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  for (let i = 1; i < items.length; i++) {
    if (key(items[i - 1] as T) > key(items[i] as T)) {
      return items.toSorted((a, b) => compare(key(a), key(b)));
    }
  }
  return items;
}

/** Two lists as one. Each is mostly sorted, and few are in the second. */
function merged(silent: readonly string[], others: readonly string[]): readonly string[] {
  const all: string[] = [];
  let next = 0;
  for (const id of silent) {
    for (; next < others.length && (others[next] as string) < id; next++) {
      all.push(others[next] as string);
    }
    all.push(id);
  }
  for (; next < others.length; next++) all.push(others[next] as string);
  return sorted(all, asText);
}

const asText = (text: string): string => text;
const placeOf = ({ rule, part }: NotEvaluated): string =>
  part === undefined ? rule : `${rule}${part}`;
const STRUCTURAL: readonly string[] = RULES.filter(({ stage }) => stage === "structural").map(
  ({ id }) => id,
);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
