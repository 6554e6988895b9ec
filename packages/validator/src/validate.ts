import { checkMessage, findRule, PROFILE_DIGEST, RULES, type RuleEntry } from "@safepassage/schema";
import { toFinding } from "./finding.ts";
import type { Finding, Judgement, NotEvaluated, Tier } from "./judgement.ts";
import { type ReadMessage, readMessage } from "./message-view.ts";
import type { Translation } from "./messages/messages.ts";
import { createWording, ENGLISH_WORDING, type Wording } from "./messages/wording.ts";
import { isInForce, type PackEntry, type RulePack, requirePacks } from "./packs/pack.ts";
import { DEFAULT_PACKS } from "./packs/regimes.ts";
import type { Facts, Lacking, Need, Rule, RulePart, View } from "./rule.ts";
import type { ValidationInput } from "./validation-input.ts";
import { decideVerdict, isThreatToLife } from "./verdict.ts";

/** Which rules to judge with, and in which words. */
export interface ValidateOptions {
  /**
   * Packs of rules: those of this version, if left out. An agency adds its own to them,
   * `[...DEFAULT_PACKS, mine]`. Order never changes a verdict. Make the list once: it is prepared
   * once for each.
   */
  readonly packs?: readonly RulePack[];
  /** Only these rules of the packs, in this order. */
  readonly rules?: readonly Rule[];
  /** Words of the findings; English and those of the packs, if left out. */
  readonly wording?: Wording;
}

/**
 * Judges a message by the rules of the catalogue.
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
 * const judgement = validate({ message, tier: "schema", now: "2026-11-24T09:02:00Z" });
 * ```
 */
export function validate(input: ValidationInput, options: ValidateOptions = {}): Judgement {
  requireCaller(input);
  const book = bookOf(options);
  const { wording = book.wording } = options;
  const read = readMessage(input.message, input.issues ?? checkMessage(input.message));
  const tally = createTally(input);
  const view = viewOf(read, input);
  const judged: Judged = {
    view,
    lapsed: lapsedOn(dayOf(read, input), book),
    wording,
  };
  const plan = planFor(book, TIERS.indexOf(input.tier), input, read);
  for (const rule of plan) judge(rule, judged, tally);

  const findings = dedupe(tally.findings);
  return {
    verdict: decideVerdict(findings, isThreatToLife(read.claims)),
    tier: input.tier,
    profile: PROFILE_DIGEST,
    findings,
    evaluated: sorted(tally.evaluated, asText),
    notApplicable: sorted(tally.notApplicable, asText),
    notEvaluated: sorted(tally.notEvaluated, placeOf),
    notImplemented: [...book.notImplemented],
    packs: [...book.names],
  };
}

/** A rule with what the catalogue, or its pack, says of it. */
interface BookedRule {
  readonly rule: Rule;
  readonly pack: RulePack;
  readonly entry: RuleEntry | PackEntry;
  readonly parts: readonly BookedPart[];
}

/** A part of a rule with the first tier that evaluates it. */
interface BookedPart {
  readonly part: RulePart;
  readonly stage: Tier;
  /** Place of the stage among the tiers. */
  readonly tier: number;
}

/** Rules to judge with, prepared for any number of messages. */
interface RuleBook {
  readonly rules: readonly BookedRule[];
  /** What any of the rules needs, each once. */
  readonly needs: readonly Need[];
  readonly notImplemented: readonly string[];
  readonly packs: readonly RulePack[];
  /** First and last day on which all packs are in force. */
  readonly from: string;
  readonly until: string;
  readonly plans: Map<string, readonly PlannedRule[]>;
  /** Packs with their versions, `led 1.0.0`. */
  readonly names: readonly string[];
  /** English, and what the packs say. */
  readonly wording: Wording;
}

/** A message as the rules are asked about it. */
interface Judged {
  readonly view: View;
  /** Packs that are not in force on the day of the message. */
  readonly lapsed: readonly RulePack[];
  readonly wording: Wording;
}

/** Prepared once for each list of packs; for chosen rules each time. */
function bookOf({ packs = DEFAULT_PACKS, rules, wording }: ValidateOptions): RuleBook {
  let book = books.get(packs);
  if (book === undefined) {
    requirePacks(packs, (id) => findRule(id) !== undefined);
    book = writeBook(packs);
    requireSaid(book, book.wording);
    books.set(packs, book);
  }
  if (rules === undefined && wording === undefined) return book;
  const chosen = rules === undefined ? book : choose(book, rules);
  requireSaid(chosen, wording ?? book.wording);
  return chosen;
}

function requireSaid({ rules }: RuleBook, wording: Wording): void {
  const unsaid = rules.flatMap(({ rule }) => rule.codes).filter((code) => !wording.has(code));
  if (unsaid.length > 0) throw new TypeError(`no message says ${unsaid.join(", ")}`);
}

function writeBook(packs: readonly RulePack[]): RuleBook {
  const messages = packs.flatMap(messagesOf);
  const [first, ...more] = messages;
  const booked = packs.flatMap((pack) => pack.rules.map((rule) => bookRule(rule, pack)));
  const book = {
    packs,
    names: packs.map(({ id, version }) => `${id} ${version}`),
    from:
      packs
        .map(({ validFrom }) => validFrom)
        .toSorted()
        .at(-1) ?? "",
    until: packs.map(({ validUntil = "9" }) => validUntil).toSorted()[0] ?? "9",
    wording: first === undefined ? ENGLISH_WORDING : createWording(first, ...more),
  };
  return { ...book, ...contentsOf(booked.toSorted((a, b) => compare(a.rule.id, b.rule.id))) };
}

/** What a pack says, and the fixes of its entries. */
function messagesOf({ messages = [], entries = [] }: RulePack): readonly Translation[] {
  if (entries.length === 0) return messages;
  return [
    ...messages,
    { locale: "en", fixes: Object.fromEntries(entries.map(({ id, fix }) => [id, fix])) },
  ];
}

/** The book with some of its rules, or others that the catalogue knows. */
function choose(book: RuleBook, rules: readonly Rule[]): RuleBook {
  const booked = rules.map(
    (rule) => book.rules.find((one) => one.rule === rule) ?? bookRule(rule, LOOSE),
  );
  return { ...book, ...contentsOf(booked) };
}

function contentsOf(
  booked: readonly BookedRule[],
): Pick<RuleBook, "rules" | "needs" | "plans" | "notImplemented"> {
  const implemented = new Set(booked.map(({ rule }) => rule.id));
  const parts = booked.flatMap(({ rule }) => rule.parts);
  return {
    rules: booked,
    plans: new Map(),
    needs: [...new Set(parts.flatMap(({ needs }) => needs))],
    notImplemented: RULES.filter(({ stage }) => stage !== "structural")
      .map(({ id }) => id)
      .filter((id) => !implemented.has(id)),
  };
}

function bookRule(rule: Rule, pack: RulePack): BookedRule {
  const entry = findRule(rule.id) ?? pack.entries?.find(({ id }) => id === rule.id);
  if (entry === undefined) throw new TypeError(`no rule ${rule.id} in the catalogue`);
  const parts = rule.parts.map((part) => {
    const stage = part.stage ?? (entry.stage === "structural" ? "schema" : entry.stage);
    return { part, stage, tier: TIERS.indexOf(stage) };
  });
  return { rule, pack, entry, parts };
}

/** The day that law is asked for: that of the message, or of judging where it says none. */
function dayOf({ claims }: ReadMessage, { now }: ValidationInput): string {
  const createdAt = claims["env.createdAt"];
  return (typeof createdAt === "string" ? createdAt : now).slice(0, 10);
}

function lapsedOn(day: string, { packs, from, until }: RuleBook): readonly RulePack[] {
  if (from <= day && day <= until) return NO_PACKS;
  return packs.filter((pack) => !isInForce(pack, day));
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

function judge({ rule, pack, entry, steps }: PlannedRule, judged: Judged, tally: Tally): void {
  if (judged.lapsed.length > 0 && judged.lapsed.includes(pack)) {
    tally.notEvaluated.push({ rule: rule.id, missing: [`pack ${pack.id}`] });
    return;
  }
  let isJudged = false;
  let isWhole = true;
  for (const { part, stage, lacks } of steps) {
    if (part.concerns !== undefined && !part.concerns(judged.view)) continue;
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

/** A rule with what each of its parts lacks in one tier, for one set of things nobody has. */
interface PlannedRule extends Omit<BookedRule, "parts"> {
  readonly steps: readonly (BookedPart & { readonly lacks: Lacking | undefined })[];
}

/** Made once for each tier and what is lacking: mostly that is the same from message to message. */
function planFor(
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
  let plan = book.plans.get(key);
  if (plan === undefined) {
    const needs = book.needs.filter((need) => !has(need, input, read));
    plan = book.rules.map(({ parts, ...rule }) => ({
      ...rule,
      steps: parts.map((one) => ({ ...one, lacks: lacksOf(one, tier, needs) })),
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

function viewOf(read: ReadMessage, input: ValidationInput): View {
  // Sound by readMessage; before a part sees it, missingFor has found what the part needs.
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

const asText = (text: string): string => text;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const placeOf = ({ rule, part }: NotEvaluated): string =>
  part === undefined ? rule : `${rule}${part}`;
const isFact = (need: Need): need is keyof Facts => FACTS.has(need);

const books = new WeakMap<readonly RulePack[], RuleBook>();
const NO_PACKS: readonly RulePack[] = [];
const MAX_PLANS = 64;
/** Of rules that no pack has. */
const LOOSE: RulePack = { id: "loose", version: "0.0.0", validFrom: "0000-01-01", rules: [] };

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
  "sessions",
]);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
