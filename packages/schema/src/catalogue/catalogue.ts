import { canonicalDigest } from "@safepassage/core";
import codelists from "./data/codelists.json" with { type: "json" };
import conditions from "./data/conditions.json" with { type: "json" };
import dataModel from "./data/data-model.json" with { type: "json" };
import ladders from "./data/ladders.json" with { type: "json" };
import profile from "./data/profile.json" with { type: "json" };
import purposes from "./data/purposes.json" with { type: "json" };
import rules from "./data/rules.json" with { type: "json" };
import { explanations } from "./explanations.ts";
import type {
  BasisEntry,
  CodeEntry,
  CodeList,
  ConditionEntry,
  ConditionExpression,
  ExchangeTypeEntry,
  FieldEntry,
  KindEntry,
  LadderPosition,
  PurposeEntry,
  RuleEntry,
  RungEntry,
} from "./types.ts";

/** A field admitted wherever one of the fields it accompanies is. */
export interface CompanionEntry {
  readonly field: string;
  readonly with: readonly string[];
  readonly when?: ConditionExpression;
}

/** A basis whose messages must take another channel, unless a ground is stated. */
export interface MandatoryChannelEntry {
  readonly basis: string;
  readonly channel: string;
  readonly grounds: readonly string[];
  readonly citation: string;
  readonly status: string;
  readonly validFrom?: string | null;
}

/** Times within which the law demands an answer to messages on one basis. */
export interface AnswerClockEntry {
  /** Instrument that a message cites. Left out: the clock is one of the purpose. */
  readonly basis?: string;
  /** Purpose of the message. Left out: any. */
  readonly purpose?: string;
  readonly messageType: string;
  readonly periods: readonly {
    readonly urgent: boolean;
    readonly access: string;
    readonly hours: number;
    /** A second period, which begins when a first answer accepts the request. */
    readonly then?: number;
  }[];
  readonly citation: string;
  readonly status: string;
}

/** All fields, in catalogue order. */
export const FIELDS = dataModel.fields as unknown as readonly FieldEntry[];

/** All kinds of group by name. */
export const KINDS: Readonly<Record<string, KindEntry>> = table(dataModel.groupKinds);

/** Regular expressions that types of `t: "pattern"` name. */
export const PATTERNS: Readonly<
  Record<
    string,
    { readonly regex: string; readonly closed: boolean; readonly leakChecked: boolean }
  >
> = table(dataModel.patterns);

/** Profiles of EDTF dates that types of `t: "date"` name. */
export const DATE_PROFILES: Readonly<
  Record<string, { readonly regex: string; readonly precision: readonly string[] }>
> = table(dataModel.dateProfiles);

/** Regular expressions of the types `agency`, `path` and `jws`. */
export const TYPE_PATTERNS = {
  agency: dataModel.types.agency.regex,
  path: dataModel.types.path.regex,
  jws: dataModel.types.jws.regex,
} as const;

/** Fields that the scope of every consent about a person covers. */
export const SCOPE_EXEMPT: readonly string[] = dataModel.layout.scopeExempt.fields;

/** At most so many groups in a body, and leaves and links in a group. */
export const BODY_BOUNDS: {
  readonly groups: number;
  readonly leaves: number;
  readonly links: number;
} = dataModel.layout.body.bounds;

/** Ladders of precision, rungs from coarse to fine. */
export const LADDERS: Readonly<Record<string, readonly RungEntry[]>> = table(ladders.ladders);

export const CONDITIONS = conditions.conditions as unknown as readonly ConditionEntry[];

export const PURPOSES = purposes.purposes as unknown as readonly PurposeEntry[];

export const EXCHANGE_TYPES: Readonly<Record<string, ExchangeTypeEntry>> = table(
  purposes.exchange.types as unknown as Readonly<Record<string, ExchangeTypeEntry>>,
);

/** Types of messages that ask nothing, so that nobody answers them. */
export const NO_RESPONSE_TO: readonly string[] = purposes.exchange.noResponseTo;

/** The least time that a closing leaves where a purpose erases at once. A period. */
export const CLOSING_GRACE: string = purposes.exchange.closing.grace;

export const COMPANIONS = purposes.companions as unknown as readonly CompanionEntry[];

/** Deadline and support fields that every purpose admits. */
export const ADMITTED_EVERYWHERE: readonly string[] = purposes.admittedEverywhere.fields;

export const MANDATORY_CHANNELS =
  purposes.mandatoryChannels as unknown as readonly MandatoryChannelEntry[];

export const ANSWER_CLOCKS: readonly AnswerClockEntry[] = purposes.answerClocks;

/** What a time of retention may count from, by name. */
export const RETENTION_EVENTS: Readonly<Record<string, string>> = purposes.retentionEvents;

/** Bases that rest on consent. */
export const CONSENT_BASES: readonly string[] = purposes.legalBasisRule.consentBases;

/** How many bits one field tells about who a person is; for dates, by precision. */
export const QUASI_IDENTIFIER_WEIGHTS = purposes.quasiIdentifierWeights
  .weights as unknown as Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** Fields that Reg (EU) 2018/1862 Art 20(3) lists, and technical members beside them. */
export const SIS_CLOSED_LIST = purposes.sisClosedList as unknown as {
  readonly map: Readonly<Record<string, string>>;
  readonly technical: readonly string[];
  readonly citation: string;
  readonly status: string;
};

export const RULES = rules.rules as unknown as readonly RuleEntry[];

/** Rules that always refuse: their findings are never put in quarantine. */
export const NEVER_QUARANTINED: readonly string[] = rules.verdicts.neverQuarantined;

/** Codes of other rules of which the same holds. */
export const NEVER_QUARANTINED_CODES: readonly string[] = rules.verdicts.neverQuarantinedCodes;

export const CODE_LISTS: Readonly<Record<string, CodeList>> = table(codelists.lists);

/**
 * A table without a prototype, so that a name taken from a message (`constructor`, `toString`)
 * finds nothing where the catalogue has nothing.
 */
function table<T>(entries: object): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), entries);
}

/**
 * Digest that pins the policy both sides judge with: SHA-256 over the canonical form of data
 * model, purposes, rules, conditions, ladders, code lists and the words about them; base64url.
 *
 * Kept beside the data, because computing it takes longer than most messages; a test computes it.
 */
export const PROFILE_DIGEST: string = profile.sha256;

/** Computes {@link PROFILE_DIGEST} from the data. */
export function computeProfileDigest(): string {
  return canonicalDigest({
    codelists,
    conditions,
    dataModel,
    explanations: explanations(),
    ladders,
    purposes,
    rules,
  });
}

const byId = <T extends { readonly id: string }>(entries: readonly T[]): ReadonlyMap<string, T> =>
  new Map(entries.map((entry) => [entry.id, entry]));

const fieldById = byId(FIELDS);
const purposeById = byId(PURPOSES);
const conditionById = byId(CONDITIONS);
const ruleById = byId(RULES);
const codesByList = new Map(
  Object.entries(CODE_LISTS).map(([name, list]) => [
    name,
    new Map(list.codes.map((entry) => [entry.code, entry])),
  ]),
);

/** The catalogue entry of a field, or `undefined`. */
export const findField = (id: string): FieldEntry | undefined => fieldById.get(id);
export const findPurpose = (id: string): PurposeEntry | undefined => purposeById.get(id);
export const findCondition = (id: string): ConditionEntry | undefined => conditionById.get(id);
export const findRule = (id: string): RuleEntry | undefined => ruleById.get(id);

/** The entry of a code in a list, or `undefined`. */
export const findCode = (list: string, code: string): CodeEntry | undefined =>
  codesByList.get(list)?.get(code);

/** The codes of a list that have a mark. */
export const codesMarked = (list: string, mark: string): ReadonlySet<string> =>
  new Set(CODE_LISTS[list]?.codes.filter((entry) => entry[mark] === true).map(({ code }) => code));

/** Whether a code of a list has a mark, such as the types of agency that may be guardians. */
export const hasMark = (list: string, code: string, mark: string): boolean =>
  findCode(list, code)?.[mark] === true;

/** Whether the order of a field's values is part of what they say, as in a route. */
export function isOrderedField(id: string): boolean {
  return findField(id)?.ordered === true;
}

/** Ladders a field stands on; none for most fields. */
export function laddersOf(field: FieldEntry): readonly LadderPosition[] {
  if (field.ladder === null) return [];
  return Array.isArray(field.ladder)
    ? (field.ladder as readonly LadderPosition[])
    : [field.ladder as LadderPosition];
}

/** Place of a rung on its ladder, 0 the coarsest; `undefined` for an unknown rung. */
export function rankOf(ladder: string, rung: string): number | undefined {
  return LADDERS[ladder]?.find((entry) => entry.rung === rung)?.rank;
}

/**
 * Whether an admitted basis covers a basis named: equal, or longer by a point in parentheses.
 *
 * `LED#4` covers `LED#4(1)(c)` and never `LED#41`.
 */
export function coversBasis(admitted: string, named: string): boolean {
  if (!named.startsWith(admitted)) return false;
  return named.length === admitted.length || named.charAt(admitted.length) === "(";
}

/** Whether a basis rests on consent. */
export function isConsentBasis(basis: string): boolean {
  return CONSENT_BASES.some((consent) => coversBasis(consent, basis));
}

/** Whether an admitted basis may be used on a day (`YYYY-MM-DD`). */
export function isBasisLive(entry: BasisEntry, day: string): boolean {
  return (
    entry.inForce !== false &&
    entry.onlyFor === undefined &&
    (entry.validFrom ?? "") <= day &&
    day <= (entry.validUntil ?? "9")
  );
}

/** Names of the conditions that an expression mentions, each once. */
export function conditionsIn(expression: ConditionExpression): readonly string[] {
  if ("cond" in expression) return [expression.cond];
  if ("not" in expression) return conditionsIn(expression.not);
  const parts = "all" in expression ? expression.all : expression.any;
  return [...new Set(parts.flatMap(conditionsIn))];
}

/** An expression over conditions as the pages of the catalogue write it: `CONSENT or (CHILD and NAMED)`. */
export function conditionText(expression: ConditionExpression): string {
  if ("cond" in expression) return expression.cond;
  if ("not" in expression) return `not ${conditionText(expression.not)}`;
  const [word, parts] = "all" in expression ? ["and", expression.all] : ["or", expression.any];
  return parts
    .map((part) =>
      "cond" in part || "not" in part ? conditionText(part) : `(${conditionText(part)})`,
    )
    .join(` ${word} `);
}

/**
 * Whether all of a citation was read in a stored copy. A mark may name several parts. One part known
 * from another text (`V2`), from memory (`R`) or not at all makes the whole unread.
 */
export function isCitationRead(status: string): boolean {
  return /\bV\b/.test(status) && !/\b(V2|R)\b|not read/.test(status);
}
