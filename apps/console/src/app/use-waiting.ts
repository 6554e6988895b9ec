import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMay, useSession } from "./session.tsx";
import { agreementsQuery, type DraftEntry, draftsQuery } from "./shared-queries.ts";
import { draftsFor } from "./waiting.ts";

/** The drafts that whoever has signed in could approve. */
export interface Waiting {
  /** `undefined` until it is known. */
  readonly drafts: readonly DraftEntry[] | undefined;
  /** Those that were sent back, and that nobody has changed since. `undefined` until it is known. */
  readonly returned: readonly DraftEntry[] | undefined;
  readonly error: Error | null;
  again(): void;
}

/** Finds the drafts that wait for whoever has signed in. It asks for them only where that one may approve. */
export function useWaiting(): Waiting {
  const { me } = useSession();
  const enabled = useMay()("approveDraft");
  const drafts = useQuery({ ...draftsQuery, enabled });
  const agreements = useQuery({ ...agreementsQuery, enabled });
  const known = useMemo(
    () =>
      drafts.data === undefined || agreements.data === undefined
        ? undefined
        : {
            waiting: draftsFor(me.officer, drafts.data.entries, agreements.data.entries, "waiting"),
            returned: draftsFor(
              me.officer,
              drafts.data.entries,
              agreements.data.entries,
              "returned",
            ),
          },
    [drafts.data, agreements.data, me.officer],
  );
  return {
    drafts: known?.waiting,
    returned: known?.returned,
    error: drafts.error ?? agreements.error,
    again() {
      void drafts.refetch();
      void agreements.refetch();
    },
  };
}
