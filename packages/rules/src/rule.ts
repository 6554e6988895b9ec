import type { Permission } from "@safepassage/policy";
import type {
  Agreement,
  Authorisation,
  Clear,
  Consent,
  History,
  MatchSession,
  Private,
  RegistryFacts,
} from "@safepassage/schema";
import type { Tier } from "./judgement.ts";
import type { MessageView } from "./message-view.ts";
import type { Scope } from "./scope.ts";

/** All claims of `clear` and `private`. */
export type Claims = Clear & Private;

/** What a judge may know beside the message. */
export interface Facts {
  readonly agreement: Agreement;
  readonly consents: readonly Consent[];
  readonly authorisations: readonly Authorisation[];
  readonly registry: RegistryFacts;
  readonly history: History;
  /** Sessions of token matching that are open now. */
  readonly sessions: readonly MatchSession[];
}

/** A claim that every message has, or a fact: something a rule cannot be judged without. */
export type Need = RequiredClaim | keyof Facts;

/** Claims that a message must have. */
export type RequiredClaim = {
  [K in keyof Claims]-?: undefined extends Claims[K] ? never : K;
}[keyof Claims];

type OptionalClaim = Exclude<keyof Claims, RequiredClaim>;

/**
 * What a rule sees. Claims and facts are those it declares to need, so that a rule cannot read
 * what may be missing: without one of them it is not evaluated.
 */
export interface View<N extends Need = Need> extends MessageView {
  readonly claims: Readonly<Pick<Claims, Extract<N, RequiredClaim>> & Pick<Claims, OptionalClaim>>;
  readonly facts: Readonly<Pick<Facts, Extract<N, keyof Facts>>>;
  readonly now: string;
  /** What several rules ask for, computed once for this judgement. */
  readonly shared: { permissions?: readonly Permission[] };
}

/** One place where a message breaks a rule. */
export interface Hit<C extends string = string> {
  /** One of the rule's codes. */
  readonly code: C;
  readonly pointer: string;
  readonly groupKind?: string;
  readonly field?: string;
}

/**
 * What a rule says: where it is broken, nothing, that it does not concern the message, or what it
 * lacks.
 */
export type Answer<C extends string = string> = readonly Hit<C>[] | "notApplicable" | Lacking;

/**
 * What a message needs to be judged by a part and the judge does not have, though it has the facts
 * that the part always needs: `registry.states` where the registry does not know a State. The part
 * is not evaluated.
 */
export interface Lacking {
  readonly missing: readonly string[];
}

/** A rule whose clauses need different inputs has several parts; most have one. */
export interface RulePart<C extends string = string> {
  /** Letter, for a rule of several parts. */
  readonly part?: string;
  /** Left out: the stage that the catalogue gives the rule. */
  readonly stage?: Tier;
  /** Left out: the severity that the catalogue gives the rule. A part may be milder. */
  readonly severity?: "warn";
  readonly needs: readonly Need[];
  /** Which messages the part is about. Left out: `evaluate` alone says. */
  readonly about?: Scope;
  evaluate(view: View): Answer<C>;
}

/** A rule of the catalogue that can be evaluated. */
export interface Rule {
  /** Id in the catalogue. Severity, stage, citation and fix come from there. */
  readonly id: string;
  /** What it may find. Each has a sentence among the messages, or no wording can say it. */
  readonly codes: readonly string[];
  readonly parts: readonly RulePart[];
}

/** Makes a rule of one part. */
export function defineRule<const C extends string, const N extends Need = never>(rule: {
  readonly id: string;
  readonly codes: readonly C[];
  readonly needs: readonly N[];
  readonly about?: Scope;
  readonly evaluate: (view: View<N>) => Answer<NoInfer<C>>;
}): Rule {
  const { id, codes, ...part } = rule;
  return { id, codes, parts: [definePart(part)] };
}

/** Makes one part of a rule, with a view of what it needs and no more. */
export function definePart<const C extends string, const N extends Need = never>(part: {
  readonly part?: string;
  readonly stage?: Tier;
  readonly severity?: "warn";
  readonly needs: readonly N[];
  readonly about?: Scope;
  readonly evaluate: (view: View<N>) => Answer<C>;
}): RulePart<C> {
  // A view of everything is a view of what the part needs.
  return part as unknown as RulePart<C>;
}
