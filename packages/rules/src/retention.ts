import { type Agreement, findPurpose } from "@safepassage/schema";
import { addPeriod } from "./calendar.ts";

/** The last day on which the agreement lets data of a purpose be held; `undefined` if it sets no limit from `iat`. */
export function lastAgreedDay(
  day: string,
  purpose: string,
  { retention = [] }: Pick<Agreement, "retention">,
): string | undefined {
  return retention
    .filter((entry) => entry.purpose === purpose && (entry.from ?? FROM_MESSAGE) === FROM_MESSAGE)
    .map(({ ceiling }) => addCeiling(day, ceiling))
    .toSorted()[0];
}

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

/** Adds a ceiling to a day. Hours count as the whole days in them: what ends within a day ends with that day. */
function addCeiling(day: string, ceiling: string): string {
  const hours = /^PT(\d+)H$/.exec(ceiling)?.[1];
  return addPeriod(day, hours === undefined ? ceiling : `P${Math.floor(Number(hours) / 24)}D`);
}

const FROM_MESSAGE = "iat";
