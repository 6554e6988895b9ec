import type { CodeEntry } from "@safepassage/schema";

/**
 * Writes the marks of a code, such as the levels of a ground: rules and conditions ask for them by these names. Left out are those
 * that the page writes in words, and what a code is called elsewhere, which no rule asks for.
 */
export function marksOf(entry: CodeEntry): string {
  const marks = Object.entries(entry).flatMap(([name, value]) => {
    if (ELSEWHERE.has(name) || value === false) return [];
    return [value === true ? `\`${name}\`` : `\`${name}\`: ${textOf(value)}`];
  });
  return marks.length === 0 ? "" : ` (${marks.join("; ")})`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const ELSEWHERE: ReadonlySet<string> = new Set([
  ...["code", "label", "special", "offence", "forbidden", "status"],
  ...["ctdc", "htcds", "ilo", "palermo", "dir2011_36", "title"],
]);
