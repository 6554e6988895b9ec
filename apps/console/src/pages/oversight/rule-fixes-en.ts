import { RULES } from "@safepassage/schema";

/** What to do, by rule, as the catalogue says it. */
export const FIXES_ENGLISH: Readonly<Record<string, string>> = Object.fromEntries(
  RULES.map(({ id, fix }) => [id, fix]),
);
