import type { ConditionExpression } from "@safepassage/schema";
import english from "./reasons-en.json" with { type: "json" };

/** Sentences of the reasons in one language, in MessageFormat 2. None holds a value of a message. */
export interface ReasonMessages {
  /** By {@link Sayable.message}. One of them has the placeholder `{$conditions}`. */
  readonly reasons: Readonly<Record<string, string>>;
  /**
   * By name of a condition: what must hold, worded to follow "only if". `all` and `any` join
   * `{$one}` and `{$other}`; `not` negates `{$one}`.
   */
  readonly conditions: Readonly<Record<string, string>>;
}

/** Names of the reasons' sentences. */
export type ReasonMessage =
  | "AGREEMENT_NOT_APPLICABLE"
  | "AGREEMENT_WITHOUT_ROW"
  | "BASIS_MISSING"
  | "CLIENT_WITHOUT_CONSENT"
  | "COMPANION_ALONE"
  | "CONDITIONS_UNMET"
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

/** Fills in the placeholders of one message. A condition without words appears by its name. */
export type Say = (
  part: keyof ReasonMessages,
  name: string,
  values: Readonly<Record<string, string>>,
) => string;

/** What it takes to put a reason into words. */
export interface Sayable {
  /** Name of the sentence, under which another language has it. */
  readonly message: ReasonMessage;
  /** What must hold, as the catalogue's row states it. Only where the sentence mentions it. */
  readonly needs?: ConditionExpression;
}

/** Puts a reason into the words that `say` finds. */
export function sayReason({ message, needs }: Sayable, say: Say): string {
  return say("reasons", message, needs === undefined ? {} : { conditions: sayNeeds(needs, say) });
}

/** Puts a reason into English. */
export function sayInEnglish(reason: Sayable): string {
  return sayReason(reason, (part, name, values) => {
    const texts = REASONS_ENGLISH[part];
    const text = (Object.hasOwn(texts, name) ? texts[name] : undefined) ?? name;
    // These sentences use nothing of MessageFormat but placeholders, so its library is not needed.
    return text.replaceAll(/\{\$(\w+)\}/g, (_, placeholder) => values[placeholder] ?? "");
  });
}

function sayNeeds(needs: ConditionExpression, say: Say): string {
  if ("cond" in needs) return say("conditions", needs.cond, {});
  if ("not" in needs) return say("conditions", "not", { one: sayNeeds(needs.not, say) });
  const [name, parts] = "all" in needs ? ["all", needs.all] : ["any", needs.any];
  return parts
    .map((part) => sayNeeds(part, say))
    .reduce((one, other) => say("conditions", name, { one, other }));
}
