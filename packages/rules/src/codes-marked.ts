import { CODE_LISTS } from "@safepassage/schema";

/** Lists the codes of a catalogue list that carry a mark, such as the law-enforcement regimes. */
export function codesMarked(list: string, mark: string): ReadonlySet<string> {
  const { codes = [] } = CODE_LISTS[list] ?? {};
  return new Set(codes.filter((entry) => entry[mark] === true).map(({ code }) => code));
}
