import { KINDS } from "@safepassage/schema";
import { useMemo } from "react";
import { useTitles } from "../case/body-view.tsx";
import type { PersonEntry } from "./group-card.tsx";
import type { WorkGroup } from "./work.ts";

/** The persons of a case, by the names that the page gives them. */
export function usePersons(groups: readonly WorkGroup[]): readonly PersonEntry[] {
  const titles = useGroupTitles(groups);
  return useMemo(
    () =>
      groups
        .filter(({ kind }) => KINDS[kind]?.person === true)
        .map(({ gid }) => ({ gid, name: titles.get(gid) ?? "" })),
    [groups, titles],
  );
}

/** A title for each entry of a case. */
export function useGroupTitles(groups: readonly WorkGroup[]): ReadonlyMap<string, string> {
  const kinds = groups.map(({ gid, kind }) => `${gid} ${kind}`).join("\n");
  // Typing a value changes the groups, and not their titles.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only gid and kind decide
  const body = useMemo(
    () => Object.fromEntries(groups.map(({ gid, kind }) => [gid, { kind }])),
    [kinds],
  );
  return useTitles(body);
}
