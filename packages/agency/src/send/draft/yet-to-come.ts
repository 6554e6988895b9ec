import { createIssue, type SchemaIssue } from "@safepassage/schema";

/**
 * Finds a time of a statement (`meta.asOf`) that has not begun anywhere on Earth. How old a statement is, and how old a
 * person was, is counted from it: a year mistyped makes an adult of a child.
 *
 * @param asOf - A year or month (`YYYY`, `YYYY-MM`). Anything else is judged elsewhere.
 * @param path - Where it stands.
 */
export function yetToCome(
  asOf: unknown,
  path: readonly (string | number)[],
  now: Date,
): readonly SchemaIssue[] {
  if (typeof asOf !== "string" || !/^\d{4}(-\d\d)?$/.test(asOf)) return [];
  const latest = new Date(+now + AHEAD_MS).toISOString().slice(0, asOf.length);
  return asOf > latest ? [{ ...createIssue("DATE_IMPOSSIBLE", path), ...TOLD }] : [];
}

/** The clocks farthest ahead of UTC. */
const AHEAD_MS = 14 * 3_600_000;
const TOLD = {
  sentence: "A statement cannot hold for a time that has not come.",
  fix: "Write this month or year, or an earlier one: that for which the statement was true.",
};
