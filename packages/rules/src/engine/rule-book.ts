import { findRule, RULES, type RuleEntry } from "@safepassage/schema";
import { compare } from "../in-order.ts";
import type { Judgement, NotEvaluated, Severity, Tier } from "../judgement.ts";
import { COMMON_ENGLISH, type Translation } from "../messages/messages.ts";
import { backed, createWording, type Wording } from "../messages/wording.ts";
import { isInForce, type PackEntry, type RulePack, requirePacks } from "../pack.ts";
import type { Facts, Need, Rule, RulePart } from "../rule.ts";
import { type Signature, type Traits, traitsOf } from "../scope.ts";

/** Which rules to judge with, and in which words. */
export interface ValidateOptions {
  /**
   * Packs of rules. Order never changes a verdict. Make the list once: it is prepared once for
   * each.
   */
  readonly packs: readonly RulePack[];
  /** Only these rules of the packs, in this order. */
  readonly rules?: readonly Rule[];
  /** Words of the findings. What it does not say is said in those of the packs. */
  readonly wording?: Wording;
}

/** A rule with what the catalogue, or its pack, says of it. */
export interface BookedRule {
  readonly rule: Rule;
  readonly pack: RulePack;
  readonly entry: RuleEntry | PackEntry;
  readonly parts: readonly BookedPart[];
}

/** A part of a rule with the first tier that evaluates it. */
export interface BookedPart {
  readonly part: RulePart;
  /** That of the part. Here all have the same members, and calling one is quicker. */
  readonly evaluate: RulePart["evaluate"];
  readonly severity: Severity;
  readonly stage: Tier;
  /** Place of the stage among the tiers. */
  readonly tier: number;
}

/** What to ask about messages that are alike: in one tier, for one set of things nobody has. */
export interface Plan {
  /** Rules of which some part is about such a message, and lacks nothing. */
  readonly asked: readonly PlannedRule[];
  /**
   * Ids of the structural checks that were made and the rules that were evaluated; and of rules that
   * did not apply, or are not about such a message. Outcomes are those of the rules asked, in their
   * order. Sorted and frozen: judgements share the lists.
   */
  sortOut(structural: readonly string[], outcomes: readonly Outcome[]): SortedOut;
  /**
   * Structural checks that were not made, with the rules and parts that lack something, or whose pack
   * is not in force. Sorted and frozen, too.
   */
  unable(structural: readonly NotEvaluated[]): readonly NotEvaluated[];
}

/** What became of a rule that was asked; `lacking` where a part of it could not be judged. */
export type Outcome = "evaluated" | "notApplicable" | "lacking";

/** Part of a judgement. */
export type SortedOut = Pick<Judgement, "evaluated" | "notApplicable">;

/** A rule with those of its parts that are asked about a message. */
export interface PlannedRule extends BookedRule {
  /** Whether no other part that is about the message lacks anything. */
  readonly isWhole: boolean;
}

/** Rules to judge with, prepared for any number of messages. */
export interface RuleBook {
  readonly rules: readonly BookedRule[];
  /** What any of the rules needs, each once. */
  readonly needs: readonly Need[];
  /** Those of them that even a sound message, or a sound draft, may be without. */
  readonly uncertain: readonly Need[];
  /** What scopes look at. */
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
  /** What the packs say, and English; before them the wording asked for. */
  readonly wording: Wording;
}

/** Prepared once for each list of packs; for chosen rules each time. */
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

export function lapsedOn(day: string, { packs, from, until }: RuleBook): readonly RulePack[] {
  if (from <= day && day <= until) return NO_PACKS;
  return packs.filter((pack) => !isInForce(pack, day));
}

export const TIERS: readonly Tier[] = ["schema", "context", "state"];
const books = new WeakMap<readonly RulePack[], RuleBook>();
const NO_PACKS: readonly RulePack[] = [];
/** Of rules that no pack has. */
const LOOSE: RulePack = { id: "loose", version: "0.0.0", validFrom: "0000-01-01", rules: [] };

/** Whether a need is no claim of the message. */
export const isFact = (need: Need): need is keyof Facts => FACTS.has(need);

const FACTS: ReadonlySet<string> = new Set<keyof Facts>([
  "agreement",
  "consents",
  "authorisations",
  "registry",
  "history",
  "sessions",
]);
/** A draft has none of them. */
const MADE_BY_SIGNING: ReadonlySet<string> = new Set<Need>([
  "env.digest.private",
  "env.digest.body",
]);
