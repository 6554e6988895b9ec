import { CLOSING_GRACE, findPurpose } from "../catalogue/catalogue.ts";
import { addPeriod } from "../value/calendar.ts";
import type { Agreement } from "./context-model.ts";

/** The last day on which the agreement lets data of a purpose be held; `undefined` if it sets no limit from `iat`. */
export function lastAgreedDay(
  day: string,
  purpose: string,
  { retention = [] }: Pick<Agreement, "retention"> = {},
): string | undefined {
  return retention
    .filter((entry) => entry.purpose === purpose && (entry.from ?? FROM_MESSAGE) === FROM_MESSAGE)
    .map(({ ceiling }) => addCeiling(day, ceiling))
    .toSorted()[0];
}

/**
 * The purposes for which an agreement lets nothing be sent: its ceiling ends on the day of the message, and no message may be erased
 * before the day after.
 */
export const purposesWithoutDay = ({
  purposes,
  retention,
}: Pick<Agreement, "purposes" | "retention">): readonly string[] =>
  purposes.filter(
    (purpose) => lastAgreedDay(ANY_DAY, purpose, retention && { retention }) === ANY_DAY,
  );

/**
 * The last day on which data of a message may be held: the earlier of what the purpose and the agreement allow.
 * `undefined` for a purpose that nobody knows.
 *
 * @param day - Day of the message that the ceilings are counted from.
 */
export function lastDay(
  day: string,
  purpose: string,
  agreement: Pick<Agreement, "retention"> = {},
): string | undefined {
  const ceiling = findPurpose(purpose)?.retention.ceiling;
  if (ceiling === undefined) return undefined;
  const [own, agreed] = [addCeiling(day, ceiling), lastAgreedDay(day, purpose, agreement)];
  return agreed !== undefined && agreed < own ? agreed : own;
}

/**
 * The last day on which data of a purpose may be held after the exchange was closed; `undefined` if nothing counts from
 * there.
 *
 * @param day - Day of the closing.
 * @param closing - Whether the case ends with the exchange, and the agreement if it is known.
 */
export function lastDayAfterClosing(
  day: string,
  purpose: string,
  closing: {
    readonly endsCase: boolean;
    readonly agreement: Pick<Agreement, "retention"> | undefined;
  },
): string | undefined {
  const counting = closing.endsCase ? [CLOSED, CASE_CLOSED] : [CLOSED];
  const agreed = (closing.agreement?.retention ?? [])
    .filter(({ purpose: one, from = FROM_MESSAGE }) => one === purpose && counting.includes(from))
    .map(({ ceiling }) => addCeiling(day, ceiling));
  const { erase = null, from = "" } = findPurpose(purpose)?.retention ?? {};
  const own =
    erase !== null && counting.includes(from)
      ? [later(addPeriod(day, erase), addPeriod(day, CLOSING_GRACE))]
      : [];
  return [...own, ...agreed].toSorted()[0];
}

const later = (one: string, other: string): string => (one > other ? one : other);

/** Adds a ceiling to a day. Hours count as the whole days in them: what ends within a day ends with that day. */
function addCeiling(day: string, ceiling: string): string {
  const hours = /^PT(\d+)H$/.exec(ceiling)?.[1];
  return addPeriod(day, hours === undefined ? ceiling : `P${Math.floor(Number(hours) / 24)}D`);
}

/** A ceiling of hours is as long from each day. */
const ANY_DAY = "2026-01-01";
const FROM_MESSAGE = "iat";
const CLOSED = "closed";
const CASE_CLOSED = "caseClosed";
