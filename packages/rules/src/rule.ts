import type { Permission } from "@safepassage/policy";
import type { Tier } from "./judgement.ts";
import type { MessageView } from "./message-view.ts";
import type { Claims, Facts, Need, RequiredClaim } from "./needs.ts";
import type { Scope } from "./scope.ts";

/**
 * What a rule sees. It has only the claims and facts that the rule declares to need, so a rule cannot
 * read what may be missing; without one of them it is not evaluated.
 */
export interface View<N extends Need = Need> extends MessageView {
  readonly claims: Readonly<Pick<Claims, Extract<N, RequiredClaim>> & Omit<Claims, RequiredClaim>>;
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

/** Answer of a rule: where it is broken (perhaps nowhere), that it does not apply, or what it lacks. */
export type Answer<C extends string = string> = readonly Hit<C>[] | "notApplicable" | Lacking;

/**
 * Members of facts that the judge lacks for this message, such as `registry.states` if the registry does
 * not know a State. The part is then not evaluated.
 */
export interface Lacking {
  readonly missing: readonly string[];
}

/** Part of a rule. Most rules have one; several are for clauses that need different inputs. */
export interface RulePart<C extends string = string> {
  /** Letter, for a rule of several parts. */
  readonly part?: string;
  /** Default: the stage of the rule in the catalogue. */
  readonly stage?: Tier;
  /** Default: the severity of the rule in the catalogue. A part may be milder. */
  readonly severity?: "warn";
  readonly needs: readonly Need[];
  /** Facts that it reads where they are given, and judges without where they are not. */
  readonly mayUse?: readonly (keyof Facts)[];
  /** The messages to which the part applies. Default: `evaluate` decides alone. */
  readonly about?: Scope;
  evaluate(view: View): Answer<C>;
}

/** A rule of the catalogue that can be evaluated. */
export interface Rule {
  /** Id in the catalogue. Severity, stage, citation and fix come from there. */
  readonly id: string;
  /** Codes of its hits. Each must have a sentence among the messages of its pack. */
  readonly codes: readonly string[];
  readonly parts: readonly RulePart[];
}

/** A part as it is defined: `evaluate` sees only what the part declares to need. */
interface Defined<C extends string, N extends Need, U extends keyof Facts>
  extends Omit<RulePart, "needs" | "mayUse" | "evaluate"> {
  readonly needs: readonly N[];
  /** Facts that it reads where they are given, and judges without where they are not. */
  readonly mayUse?: readonly U[];
  readonly evaluate: (view: ViewWith<N, U>) => Answer<C>;
}

/** A {@link View} with facts that may be missing. */
export type ViewWith<N extends Need, U extends keyof Facts> = View<N> & {
  readonly facts: Readonly<Partial<Pick<Facts, U>>>;
};

/** Defines a rule of one part. */
export function defineRule<
  const C extends string,
  const N extends Need = never,
  const U extends keyof Facts = never,
>(rule: Defined<NoInfer<C>, N, U> & { readonly id: string; readonly codes: readonly C[] }): Rule {
  const { id, codes, ...part } = rule;
  return { id, codes, parts: [definePart(part)] };
}

/** Defines a rule of several parts, which get the letters a, b, c in their order. */
export function defineParts<const C extends string>(rule: {
  readonly id: string;
  readonly codes: readonly C[];
  readonly parts: readonly RulePart<NoInfer<C>>[];
}): Rule {
  const parts = rule.parts.map((part, index) => ({ ...part, part: "abcdef".charAt(index) }));
  return { ...rule, parts };
}

/** Defines one part of a rule, which sees only what it declares to need. */
export function definePart<
  const C extends string = never,
  const N extends Need = never,
  const U extends keyof Facts = never,
>(part: Defined<C, N, U>): RulePart<C> {
  // The engine passes a view of everything, which includes what the part needs.
  return part as unknown as RulePart<C>;
}
