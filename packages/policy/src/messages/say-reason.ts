import type { ConditionExpression } from "@safepassage/schema";
import english from "./reasons-en.json" with { type: "json" };

/**
 * What reasons say, in one language. Each is a message of MessageFormat 2; none holds anything of a
 * message that is judged.
 */
export interface ReasonMessages {
  /** By {@link Sayable.message}. One of them has the placeholder `{$conditions}`. */
  readonly reasons: Readonly<Record<string, string>>;
  /**
   * By the name of a condition: what has to hold, to stand after "only if". `all` and `any` put
   * `{$one}` and `{$other}` together, `not` denies `{$one}`.
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

/** In English: each name has its sentence, or this does not compile. */
export const REASONS_ENGLISH: ReasonMessages & {
  readonly reasons: Readonly<Record<ReasonMessage, string>>;
} = english;

/** Says one message with its placeholders filled in. A condition without words is said by its name. */
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
    // Placeholders are all that these hold of the format, so that its library is not needed here.
    return text.replaceAll(/\{\$(\w+)\}/g, (_, placeholder) => values[placeholder] ?? "");
  });
}

/** What must hold, in words, as alternatives. */
function sayNeeds(needs: ConditionExpression, say: Say): string {
  if ("cond" in needs) return say("conditions", needs.cond, {});
  if ("not" in needs) return say("conditions", "not", { one: sayNeeds(needs.not, say) });
  const [name, parts] = "all" in needs ? ["all", needs.all] : ["any", needs.any];
  return parts
    .map((part) => sayNeeds(part, say))
    .reduce((one, other) => say("conditions", name, { one, other }));
}
