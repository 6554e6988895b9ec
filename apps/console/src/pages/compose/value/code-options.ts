import { findCodeList } from "@safepassage/schema";
import type { Option } from "../../../design/choice.tsx";
import type { Names } from "../../../words/names.ts";

/**
 * The codes of a list that may be chosen, with their names.
 *
 * They are named once for a page: some eight thousand languages take a tenth of a second and more, and a page asks for a language
 * in several places.
 */
export function codeOptions(names: Names, list: string): readonly Option<string>[] {
  const lists = named.get(names) ?? new Map<string, readonly Option<string>[]>();
  named.set(names, lists);
  let options = lists.get(list);
  if (options === undefined) {
    options = (findCodeList(list)?.codes ?? [])
      .filter(({ forbidden }) => forbidden === undefined)
      .map(({ code }) => ({ value: code, name: names.code(list, code) }));
    lists.set(list, options);
  }
  return options;
}

/** For the names of each language. */
const named = new WeakMap<Names, Map<string, readonly Option<string>[]>>();
