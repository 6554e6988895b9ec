import { findRule, RULES, type RuleEntry } from "@safepassage/schema";
import { compare } from "../in-order.ts";
import type { NotEvaluated, Severity, Tier } from "../judgement.ts";
import { COMMON_ENGLISH, type Translation } from "../messages/messages.ts";
import { backed, createWording, type Wording } from "../messages/wording.ts";
import type { Facts, Need, RequiredClaim } from "../needs.ts";
import { type PackEntry, type RulePack, requirePacks } from "../pack.ts";
import type { Rule, RulePart } from "../rule.ts";
import type { Scope } from "../scope.ts";

/** Which rules to judge by, and in which words. */
export interface ValidateOptions {
  /**
   * Packs of rules. Their order never changes a verdict. Reuse the list, because each new list is
   * prepared again.
   */
  readonly packs: readonly RulePack[];
  /** Only these rules of the packs, in this order. */
  readonly rules?: readonly Rule[];
  /** Wording of the findings. The packs supply the texts that it lacks. */
  readonly wording?: Wording;
}

/** A rule with its entry in the catalogue or its pack. */
export interface BookedRule {
  readonly rule: Rule;
  readonly pack: RulePack;
  readonly entry: RuleEntry | PackEntry;
  readonly parts: readonly BookedPart[];
}

/** A part of a rule with the first tier that evaluates it. */
export interface BookedPart extends Required<Pick<RulePart, "needs" | "evaluate" | "stage">> {
  readonly part: RulePart;
  /** Those of its needs that are facts of the judge, and those that are claims of the message. */
  readonly facts: readonly (keyof Facts)[];
  readonly required: readonly RequiredClaim[];
  /** Those of the part. Here all have the same members, so that reading them is quicker. */
  readonly letter: string | undefined;
  readonly about: Scope | undefined;
  readonly severity: Severity;
  /** Index of the stage among the tiers. */
  readonly tier: number;
  /** What is told where an earlier tier was asked for. */
  readonly beyond: NotEvaluated;
}

/** Rules prepared for judging any number of messages. */
export interface RuleBook {
  readonly rules: readonly BookedRule[];
  readonly notImplemented: readonly string[];
  readonly packs: readonly RulePack[];
  /** Packs with their versions, `led 0.1.0`. */
  readonly names: readonly string[];
  /** The requested wording, backed by the packs' texts and English. */
  readonly wording: Wording;
}

/** Prepares rules: once for each list of packs, but every time for chosen rules. */
export function bookOf({ packs, rules, wording }: ValidateOptions): RuleBook {
  let book = books.get(packs);
  if (book === undefined) {
    requirePacks(packs, (id) => findRule(id) !== undefined);
    book = writeBook(packs);
    requireSaid(book);
    books.set(packs, book);
  }
  if (rules === undefined && wording === undefined) return book;
  const chosen = rules === undefined ? book : choose(book, rules);
  const said =
    wording === undefined ? chosen : { ...chosen, wording: backed(wording, book.wording) };
  requireSaid(said);
  return said;
}

function requireSaid({ rules, wording }: RuleBook): void {
  const unsaid = rules.flatMap(({ rule }) => rule.codes).filter((code) => !wording.has(code));
  if (unsaid.length > 0) throw new TypeError(`no message says ${unsaid.join(", ")}`);
}

function writeBook(packs: readonly RulePack[]): RuleBook {
  const messages = packs.flatMap(messagesOf);
  const booked = packs.flatMap((pack) => pack.rules.map((rule) => bookRule(rule, pack)));
  const book = {
    packs,
    names: packs.map(({ id, version }) => `${id} ${version}`),
    wording: createWording(...messages, COMMON_ENGLISH),
  };
  return { ...book, ...contentsOf(booked.toSorted((a, b) => compare(a.rule.id, b.rule.id))) };
}

function messagesOf({ messages = [], entries = [] }: RulePack): readonly Translation[] {
  if (entries.length === 0) return messages;
  return [
    ...messages,
    { locale: "en", fixes: Object.fromEntries(entries.map(({ id, fix }) => [id, fix])) },
  ];
}

function choose(book: RuleBook, rules: readonly Rule[]): RuleBook {
  const booked = rules.map(
    (rule) => book.rules.find((one) => one.rule === rule) ?? bookRule(rule, LOOSE),
  );
  return { ...book, ...contentsOf(booked) };
}

function contentsOf(booked: readonly BookedRule[]): Pick<RuleBook, "rules" | "notImplemented"> {
  const implemented = new Set(booked.map(({ rule }) => rule.id));
  return {
    rules: booked,
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
    const { part: letter, about, needs, evaluate, severity = entry.severity } = part;
    const beyond = unevaluated(rule, letter, Object.freeze([`tier ${stage}`]));
    const tier = TIERS.indexOf(stage);
    const [facts, required] = [needs.filter(isFact), needs.filter((need) => !isFact(need))];
    return { part, letter, about, needs, facts, required, evaluate, severity, stage, tier, beyond };
  });
  return { rule, pack, entry, parts };
}

/** Tells what a rule, or one part of it, could not be judged without. */
export function unevaluated(
  { id }: Pick<Rule, "id">,
  part: string | undefined,
  missing: readonly string[],
): NotEvaluated {
  return part === undefined ? { rule: id, missing } : { rule: id, part, missing };
}

const isFact = (need: Need): need is keyof Facts => FACTS.has(need);

const FACTS: ReadonlySet<string> = new Set<keyof Facts>([
  "agreement",
  "consents",
  "authorisations",
  "registry",
  "history",
  "sessions",
]);

export const TIERS: readonly Tier[] = ["schema", "context", "state"];
const books = new WeakMap<readonly RulePack[], RuleBook>();
/** Of rules that no pack has. */
const LOOSE: RulePack = { id: "loose", version: "0.0.0", validFrom: "0000-01-01", rules: [] };
