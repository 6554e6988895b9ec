import { KINDS } from "@safepassage/schema";
import { useMemo } from "react";
import { useTitles } from "../../case/body-view.tsx";
import type { WorkGroup } from "../state/work.ts";
import type { PersonEntry } from "./group-card.tsx";

/** One entry of a case, without what it says. */
export type Entry = Pick<WorkGroup, "gid" | "kind">;

/** The entries of a case. The same list until one comes or goes: a value that is typed changes the groups, and no entry. */
export function useEntries(groups: readonly WorkGroup[]): readonly Entry[] {
  const entries = JSON.stringify(groups.map(({ gid, kind }) => ({ gid, kind })));
  return useMemo(() => JSON.parse(entries) as readonly Entry[], [entries]);
}

/** The persons of a case, by the names that the page gives them. */
export function usePersons(entries: readonly Entry[]): readonly PersonEntry[] {
  const titles = useGroupTitles(entries);
  return useMemo(
    () =>
      entries
        .filter(({ kind }) => KINDS[kind]?.person === true)
        .map(({ gid }) => ({ gid, name: titles.get(gid) ?? "" })),
    [entries, titles],
  );
}

/** A title for each entry of a case. */
export function useGroupTitles(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const body = useMemo(
    () => Object.fromEntries(entries.map(({ gid, kind }) => [gid, { kind }])),
    [entries],
  );
  return useTitles(body);
}
