import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { partnersQuery } from "../../../app/shared-queries.ts";
import { CodeEntry } from "../../../design/code-entry.tsx";
import type { EntryProps } from "./entry-props.ts";

/** Lets somebody choose an agency of the registry. */
export function AgencyEntry({ label, isHidden = false, value, onChange }: EntryProps): ReactNode {
  const { data } = useQuery(partnersQuery);
  const chosen = typeof value === "string" ? value : undefined;
  const options = useMemo(() => {
    const known = data?.entries.map(({ entity }) => entity) ?? [];
    const all = chosen === undefined || known.includes(chosen) ? known : [...known, chosen];
    return all.map((entity) => ({ value: entity, name: hostOf(entity) }));
  }, [data, chosen]);
  return <CodeEntry {...{ label, isHidden, options, onChange }} value={chosen} />;
}
