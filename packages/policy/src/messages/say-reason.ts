import type { ConditionExpression } from "@safepassage/schema";
import labels from "./labels-en.json" with { type: "json" };
import english from "./reasons-en.json" with { type: "json" };

/** Short names of what a sentence names, in one language. Plain text. */
export interface Labels {
  /** Names of fields, as on a form, by id. */
  readonly fields: Readonly<Record<string, string>>;
  /** Names of kinds of group, by id. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Names of purposes, by id. */
  readonly purposes: Readonly<Record<string, string>>;
}

/** The English names. */
export const LABELS_ENGLISH: Labels = labels;

/** Sentences of the reasons in one language, in MessageFormat 2. None holds a value of a message. */
export interface ReasonMessages {
  /**
   * By {@link Sayable.message}: why, and what to do. Each may have the placeholders `{$field}` and `{$purpose}`; two
   * have `{$conditions}` too.
   */
  readonly reasons: Readonly<Record<string, string>>;
  /**
   * By name of a condition: what must hold, worded to follow "only if". `all` and `any` join
   * `{$one}` and `{$other}`; `not` negates `{$one}`.
   */
  readonly conditions: Readonly<Record<string, string>>;
  /** `field` and `purpose`: what stands for them where a sentence is said of no field or purpose in particular. */
  readonly unnamed: Readonly<Record<string, string>>;
}

/** Names of the reasons' sentences. */
export type ReasonMessage =
  | "AGREEMENT_NOT_APPLICABLE"
  | "AGREEMENT_WITHOUT_ROW"
  | "BASIS_MISSING"
  | "CLIENT_WITHOUT_CONSENT"
  | "COMPANION_ALONE"
  | "CONDITIONS_UNMET"
  | "CONDITIONS_UNMET_AS_IS"
  | "CONSENT_MISSING"
  | "FIELD_NOT_OF_PURPOSE"
  | "FIELD_NOT_OF_TYPE"
  | "FIELD_UNKNOWN"
  | "GROUP_EMPTY"
  | "GROUP_INCOMPLETE"
  | "GROUP_UNBOUND"
  | "IDENTIFIES_VICTIM"
  | "PERSON_NOT_OF_PURPOSE"
  | "PURPOSE_UNKNOWN"
  | "RECIPIENT_NOT_GIVEN"
  | "ROOM_MISSING"
  | "RUNG_NOT_GRANTED"
  | "SOURCE_ASSISTANCE_ONLY"
  | "SOURCE_CONDITION_DROPPED"
  | "SOURCE_FIU"
  | "SOURCE_NOT_AGAINST_STAY"
  | "SOURCE_NO_COURT"
  | "SOURCE_NO_ONWARD"
  | "SOURCE_ONE_PURPOSE"
  | "SOURCE_PRIOR_AUTHORISATION"
  | "SOURCE_STATISTICS_ONLY"
  | "TOGETHER_TOO_MUCH"
  | "TOO_PRECISE"
  | "VALUE_NOT_CARRIED";

/** The English sentences. This does not compile if a {@link ReasonMessage} has none. */
export const REASONS_ENGLISH: ReasonMessages & {
  readonly reasons: Readonly<Record<ReasonMessage, string>>;
} = english;

/** The words that a language has. */
export interface Speaker {
  /** Fills in the placeholders of one message. A condition without words appears by its name. */
  say(part: keyof ReasonMessages, name: string, values: Readonly<Record<string, string>>): string;
  /** The name of a field or a purpose, as quoted in a sentence; its id if it has none. */
  quoted(part: "fields" | "purposes", id: string): string;
}

/** What it takes to put a reason into words. */
export interface Sayable {
  /** Name of the sentence, under which another language has it. */
  readonly message: ReasonMessage;
  /**
   * What must hold, as the catalogue's row states it, without what holds already and the ways that are closed for who
   * the persons are. Only where the sentence mentions it.
   */
  readonly needs?: ConditionExpression;
  /** Of which field it is said. Left out where many share the sentence. */
  readonly field?: string;
  readonly purpose?: string;
}

/** Puts a reason into the words of a language. */
export function sayReason({ message, needs, field, purpose }: Sayable, speaker: Speaker): string {
  const { say, quoted } = speaker;
  return say("reasons", message, {
    field: field === undefined ? say("unnamed", "field", {}) : quoted("fields", field),
    purpose: purpose === undefined ? say("unnamed", "purpose", {}) : quoted("purposes", purpose),
    ...(needs === undefined ? {} : { conditions: sayNeeds(needs, say) }),
  });
}

/** Puts a reason into English. */
export function sayInEnglish(reason: Sayable): string {
  return sayReason(reason, {
    say(part, name, values) {
      const text = own(REASONS_ENGLISH[part], name) ?? name;
      // These sentences use nothing of MessageFormat but placeholders, so its library is not needed.
      return text.replaceAll(/\{\$(\w+)\}/g, (_, placeholder) => values[placeholder] ?? "");
    },
    quoted(part, id) {
      const label = own(LABELS_ENGLISH[part], id);
      return label === undefined ? id : `“${label}”`;
    },
  });
}

/**
 * Puts a reason into English without the name of its field: for a list that shows the field beside, and in which many
 * share a reason.
 */
export function sayBeside({ field: _, ...reason }: Sayable): string {
  return sayInEnglish(reason);
}

const own = (texts: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(texts, name) ? texts[name] : undefined;

function sayNeeds(needs: ConditionExpression, say: Speaker["say"]): string {
  if ("cond" in needs) return say("conditions", needs.cond, {});
  if ("not" in needs) return say("conditions", "not", { one: sayNeeds(needs.not, say) });
  const [name, parts] = "all" in needs ? ["all", needs.all] : ["any", needs.any];
  return parts
    .map((part) => sayNeeds(part, say))
    .reduce((one, other) => say("conditions", name, { one, other }));
}
