import { decodeBase64url, decodeUtf8 } from "@safepassage/core";
import {
  type Body,
  findPurpose,
  isConsentBasis,
  type Leaf,
  lastAgreedDay,
} from "@safepassage/schema";
import { draftInvalid } from "../message-error.ts";
import type { ComposeOptions } from "./compose-options.ts";

/**
 * Returns the day of erasure of a message for which nobody chose one: after the purpose's own period if it starts now or soon, else
 * after its review period. It is no later than the agreement permits, than an alert is valid, or than the consents last on which alone
 * the message rests.
 */
export function eraseBy(options: ComposeOptions, now: Date): string {
  const purpose = findPurpose(options.purpose);
  if (purpose === undefined) throw draftInvalid("the purpose is not in the catalogue");
  const { erase, review, ceiling } = purpose.retention;
  const days = [erase, review?.every, ceiling].map(daysOf).find((length) => length > 0) ?? 30;
  const agreed = lastAgreedDay(dayAfter(now, 0), options.purpose, options.agreement) ?? [];
  // A message ends after the day on which it is written, though its ground may end with that.
  const first = dayAfter(now, 1);
  const ends = [...validUntil(options), ...consentEnds(options)].map(
    (end) => [end, first].sort()[1] ?? first,
  );
  const [day = first] = [dayAfter(now, days), agreed, ends].flat().sort();
  return day;
}

/** Until when alerts are valid: nobody is looked for after that. The draft may be of unsound shape. */
const validUntil = ({ body }: ComposeOptions): readonly string[] =>
  Object.values(body)
    .flatMap((group: Partial<Body[string]> | null) =>
      Array.isArray(group?.leaves) ? group.leaves : [],
    )
    .flatMap((leaf: Partial<Leaf> | null) =>
      leaf?.f === "alert.validUntil" && typeof leaf.v === "string" && DAY.test(leaf.v)
        ? [leaf.v]
        : [],
    );

/** The last whole days of the consents on which alone a message rests. */
function consentEnds({ legalBases, private: hidden = {} }: ComposeOptions): readonly string[] {
  const assertions: unknown = hidden["private.consentAssertions"];
  if (!Array.isArray(assertions) || !legalBases.every(isConsentBasis)) return [];
  return assertions.flatMap((assertion) => {
    const end = endOf(assertion);
    return end === undefined ? [] : [dayAfter(new Date(end * 1000 - 1), 0)];
  });
}

/** When an assertion ends, in seconds; `undefined` for what is none: it is refused later. */
function endOf(assertion: unknown): number | undefined {
  try {
    const [, payload = ""] = String(assertion).split(".");
    const { exp } = JSON.parse(decodeUtf8(decodeBase64url(payload))) as { readonly exp: unknown };
    return Number.isSafeInteger(exp) && Number(exp) >= 0 && Number(exp) <= LAST_SECOND
      ? Number(exp)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Days of an ISO 8601 period of years, months or days; a month counts 30, a year 365. */
function daysOf(period: string | null | undefined): number {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(period ?? "");
  if (match === null) return 0;
  const [, years = "0", months = "0", days = "0"] = match;
  return Number(years) * 365 + Number(months) * 30 + Number(days);
}

const dayAfter = (date: Date, days: number): string =>
  new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10);

/** 31 December 9999, 23:59:59 UTC: no assertion ends later, and later days have no form. */
const LAST_SECOND = 253_402_300_799;
const DAY = /^\d{4}-\d\d-\d\d$/;
