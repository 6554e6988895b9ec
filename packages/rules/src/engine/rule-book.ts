import { findRule, RULES, type RuleEntry } from "@safepassage/schema";
import { compare } from "../in-order.ts";
import type { Judgement, NotEvaluated, Severity, Tier } from "../judgement.ts";
import { COMMON_ENGLISH, type Translation } from "../messages/messages.ts";
import { backed, createWording, type Wording } from "../messages/wording.ts";
import { isInForce, type PackEntry, type RulePack, requirePacks } from "../pack.ts";
import type { Facts, Need, Rule, RulePart } from "../rule.ts";
import { type Signature, type Traits, traitsOf } from "../scope.ts";

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
export interface BookedPart {
  readonly part: RulePart;
  /** The part's `evaluate`. Objects of one shape make the call faster. */
  readonly evaluate: RulePart["evaluate"];
  readonly severity: Severity;
  readonly stage: Tier;
  /** Index of the stage among the tiers. */
  readonly tier: number;
}

/** What to ask about messages of one tier that lack the same things. */
export interface Plan {
  /** Rules with a part that applies to such a message and lacks nothing. */
  readonly asked: readonly PlannedRule[];
  /**
   * Sorts rule ids by outcome: evaluated (with the structural checks that were made) or not applicable.
   * Outcomes are in the order of {@link Plan.asked}.
   */
  sortOut(structural: readonly string[], outcomes: readonly Outcome[]): SortedOut;
  /**
   * Adds to the structural checks that were not made the rules and parts that lack something, or whose
   * pack is not in force. Sorted; the result may be frozen and shared.
   */
  unable(structural: readonly NotEvaluated[]): readonly NotEvaluated[];
}

/** What became of a rule that was asked. `lacking`: a part of it could not be judged. */
export type Outcome = "evaluated" | "notApplicable" | "lacking";

/** Part of a judgement. */
export type SortedOut = Pick<Judgement, "evaluated" | "notApplicable">;

/** A rule with the parts to ask about a message. */
export interface PlannedRule extends BookedRule {
  /** Whether every part that applies to the message is asked. */
  readonly isWhole: boolean;
}

/** Rules prepared for judging any number of messages. */
export interface RuleBook {
  readonly rules: readonly BookedRule[];
  /** Everything that any of the rules needs, each once. */
  readonly needs: readonly Need[];
  /** The needs that even a well-formed message or draft may lack. */
  readonly uncertain: readonly Need[];
  /** Everything that scopes look at. */
  readonly traits: Traits;
  readonly notImplemented: readonly string[];
  readonly packs: readonly RulePack[];
  /** First and last day on which all packs are in force. */
  readonly from: string;
  readonly until: string;
  /** Plans that were made, the most recent last. */
  readonly plans: { readonly signature: Signature; readonly plan: Plan }[];
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
    from:
      packs
        .map(({ validFrom }) => validFrom)
        .toSorted()
        .at(-1) ?? "",
    until: packs.map(({ validUntil = "9" }) => validUntil).toSorted()[0] ?? "9",
    wording: createWording(...messages, COMMON_ENGLISH),
  };
  return { ...book, ...contentsOf(booked.toSorted((a, b) => compare(a.rule.id, b.rule.id))) };
}

/** The texts of a pack, with the fixes of its entries. */
function messagesOf({ messages = [], entries = [] }: RulePack): readonly Translation[] {
  if (entries.length === 0) return messages;
  return [
    ...messages,
    { locale: "en", fixes: Object.fromEntries(entries.map(({ id, fix }) => [id, fix])) },
  ];
}

/** The book with chosen rules, its own or others that the catalogue knows. */
function choose(book: RuleBook, rules: readonly Rule[]): RuleBook {
  const booked = rules.map(
    (rule) => book.rules.find((one) => one.rule === rule) ?? bookRule(rule, LOOSE),
  );
  return { ...book, ...contentsOf(booked) };
}

function contentsOf(
  booked: readonly BookedRule[],
): Pick<RuleBook, "rules" | "needs" | "uncertain" | "traits" | "plans" | "notImplemented"> {
  const implemented = new Set(booked.map(({ rule }) => rule.id));
  const parts = booked.flatMap(({ rule }) => rule.parts);
  const needs = [...new Set(parts.flatMap((part) => part.needs))];
  return {
    rules: booked,
    plans: [],
    needs,
    uncertain: needs.filter((need) => isFact(need) || MADE_BY_SIGNING.has(need)),
    traits: traitsOf(parts.map(({ about }) => about)),
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
    const { evaluate, severity = entry.severity } = part;
    return { part, evaluate, severity, stage, tier: TIERS.indexOf(stage) };
  });
  return { rule, pack, entry, parts };
}

/** Lists the packs that are not in force on a day. */
export function lapsedOn(day: string, { packs, from, until }: RuleBook): readonly RulePack[] {
  if (from <= day && day <= until) return NO_PACKS;
  return packs.filter((pack) => !isInForce(pack, day));
}

/** The tiers in order. */
export const TIERS: readonly Tier[] = ["schema", "context", "state"];
const books = new WeakMap<readonly RulePack[], RuleBook>();
const NO_PACKS: readonly RulePack[] = [];
/** Stands in for the pack of rules that have none. */
const LOOSE: RulePack = { id: "loose", version: "0.0.0", validFrom: "0000-01-01", rules: [] };

/** Whether a need is a fact of the judge, not a claim of the message. */
export const isFact = (need: Need): need is keyof Facts => FACTS.has(need);

const FACTS: ReadonlySet<string> = new Set<keyof Facts>([
  "agreement",
  "consents",
  "authorisations",
  "registry",
  "history",
  "sessions",
]);
/** Claims that a draft does not have yet. */
const MADE_BY_SIGNING: ReadonlySet<string> = new Set<Need>([
  "env.digest.private",
  "env.digest.body",
]);
