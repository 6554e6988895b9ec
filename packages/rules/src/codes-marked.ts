import { CODE_LISTS } from "@safepassage/schema";

/** Codes of a list of the catalogue that carry a mark, such as the regimes of law enforcement. */
export function codesMarked(list: string, mark: string): ReadonlySet<string> {
  const { codes = [] } = CODE_LISTS[list] ?? {};
  return new Set(codes.filter((entry) => entry[mark] === true).map(({ code }) => code));
}
