import { checkMessage, findRule, PROFILE_DIGEST, RULES, type RuleEntry } from "@safepassage/schema";
import { toFinding } from "./finding.ts";
import type { Finding, Judgement, NotEvaluated, Tier } from "./judgement.ts";
import { type ReadMessage, readMessage } from "./message-view.ts";
import type { Facts, Need, Rule, RulePart, View } from "./rule.ts";
import { IMPLEMENTED_RULES } from "./rules/index.generated.ts";
import type { ValidationInput } from "./validation-input.ts";
import { decideVerdict, isThreatToLife } from "./verdict.ts";

/** Which rules to judge with. */
export interface ValidateOptions {
  /** All that this version implements, if left out. Order never changes a verdict. */
  readonly rules?: readonly Rule[];
}

/**
 * Judges a message by the rules of the catalogue.
 *
 * Total: whatever the message is, the answer is a judgement. A rule that lacks an input is not
 * evaluated, and says what is missing; it never counts as passed. Only the message is untrusted:
 * the agreement, consents, authorisations, registry and history are the judge's own.
 *
 * @throws TypeError if `tier` or `now` is not one, or a rule is not in the catalogue: mistakes of
 *   the caller.
 * @see docs/spec/validation.md
 *
 * @example
 * ```ts
 * const judgement = validate({ message, tier: "schema", now: "2026-11-24T09:02:00Z" });
 * ```
 */
export function validate(input: ValidationInput, options: ValidateOptions = {}): Judgement {
  const { rules = IMPLEMENTED_RULES } = options;
  requireCaller(input);
  const book = bookOf(rules);
  const read = readMessage(input.message, input.issues ?? checkMessage(input.message));
  const tally = createTally(input);
  const view = viewOf(read, input);
  for (const rule of book.rules) judge(rule, view, input, tally);

  const findings = dedupe(tally.findings);
  return {
    verdict: decideVerdict(findings, isThreatToLife(read.claims)),
    tier: input.tier,
    profile: PROFILE_DIGEST,
    findings,
    evaluated: tally.evaluated.toSorted(),
    notApplicable: tally.notApplicable.toSorted(),
    notEvaluated: tally.notEvaluated.toSorted((a, b) => compare(placeOf(a), placeOf(b))),
    notImplemented: [...book.notImplemented],
  };
}

/** A rule with its entry of the catalogue. */
interface BookedRule {
  readonly rule: Rule;
  readonly entry: RuleEntry;
}

/** Rules to judge with, prepared for any number of messages. */
interface RuleBook {
  readonly rules: readonly BookedRule[];
  readonly notImplemented: readonly string[];
}

function bookOf(rules: readonly Rule[]): RuleBook {
  if (rules !== IMPLEMENTED_RULES) return writeBook(rules);
  implementedBook ??= writeBook(rules);
  return implementedBook;
}

function writeBook(rules: readonly Rule[]): RuleBook {
  const implemented = new Set(rules.map(({ id }) => id));
  return {
    rules: rules.map((rule) => ({ rule, entry: entryOf(rule) })),
    notImplemented: RULES.filter(({ stage }) => stage !== "structural")
      .map(({ id }) => id)
      .filter((id) => !implemented.has(id)),
  };
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
  const results = new Map(structural.map((result) => [result.rule, result]));
  for (const id of STRUCTURAL) {
    const result = results.get(id);
    if (result?.outcome === "passed") tally.evaluated.push(id);
    else tally.notEvaluated.push({ rule: id, missing: result?.missing ?? ["structural"] });
  }
  return tally;
}

function judge(
  { rule, entry }: BookedRule,
  view: View,
  input: ValidationInput,
  tally: Tally,
): void {
  let isJudged = false;
  let isWhole = true;
  for (const part of rule.parts) {
    const missing = missingFor(part, entry, view, input);
    if (missing.length > 0) {
      const letter = part.part === undefined ? {} : { part: part.part };
      tally.notEvaluated.push({ rule: rule.id, ...letter, missing });
      isWhole = false;
      continue;
    }
    const answer = part.evaluate(view);
    if (answer === "notApplicable") continue;
    isJudged = true;
    if (answer.length === 0) continue;
    const stage = stageOf(part, entry);
    for (const hit of answer) tally.findings.push(toFinding(hit, rule, entry, stage));
  }
  if (!isWhole) return;
  if (isJudged) tally.evaluated.push(rule.id);
  else tally.notApplicable.push(rule.id);
}

function missingFor(
  part: RulePart,
  entry: RuleEntry,
  { claims }: View,
  input: ValidationInput,
): readonly string[] {
  const stage = stageOf(part, entry);
  if (TIERS.indexOf(stage) > TIERS.indexOf(input.tier)) return [`tier ${stage}`];
  const lacks = (need: Need): boolean =>
    isFact(need) ? input[need] === undefined : !Object.hasOwn(claims, need);
  return part.needs.some(lacks) ? part.needs.filter(lacks) : NOTHING;
}

function viewOf(read: ReadMessage, input: ValidationInput): View {
  // Sound by readMessage; before a part sees it, missingFor has found what the part needs.
  const claims = read.claims as unknown as View["claims"];
  const { agreement, consents, authorisations, registry, history, now } = input;
  const facts = { agreement, consents, authorisations, registry, history } as View["facts"];
  return { ...read.view, claims, facts, now };
}

function stageOf(part: RulePart, entry: RuleEntry): Tier {
  return part.stage ?? (entry.stage === "structural" ? "schema" : entry.stage);
}

function entryOf(rule: Rule): RuleEntry {
  const entry = findRule(rule.id);
  if (entry === undefined) throw new TypeError(`no rule ${rule.id} in the catalogue`);
  return entry;
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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const placeOf = ({ rule, part = "" }: NotEvaluated): string => `${rule}${part}`;
const isFact = (need: Need): need is keyof Facts => FACTS.has(need);

let implementedBook: RuleBook | undefined;

const NOTHING: readonly string[] = [];
const STRUCTURAL: readonly string[] = RULES.filter(({ stage }) => stage === "structural").map(
  ({ id }) => id,
);
const TIERS: readonly Tier[] = ["schema", "context", "state"];
const FACTS: ReadonlySet<string> = new Set<keyof Facts>([
  "agreement",
  "consents",
  "authorisations",
  "registry",
  "history",
]);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
