import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { gateway } from "../../app/gateway.ts";
import { useSession } from "../../app/session.tsx";
import { agreementsQuery, partnersQuery } from "../../app/shared-queries.ts";
import { DANGER } from "./warning.ts";
import { agenciesToWarn, type WayToWarn, wayIn } from "./ways.ts";

/** The agencies that this one may have an agreement with to warn. */
export function useAgencies(): {
  /** Entity ids. `undefined` until they are known. */
  readonly agencies: readonly string[] | undefined;
  readonly error: Error | null;
} {
  const { me } = useSession();
  const agreements = useQuery(agreementsQuery);
  const partners = useQuery(partnersQuery);
  const agencies = useMemo(
    () =>
      agreements.data === undefined || partners.data === undefined
        ? undefined
        : agenciesToWarn(me.entity, agreements.data.entries, partners.data.entries),
    [me.entity, agreements.data, partners.data],
  );
  return { agencies, error: agreements.error ?? partners.error };
}

/** Under which agreement and on which laws an agency may be warned. */
export function useWayToWarn(recipient: string | undefined): {
  /** `undefined` until it is known; `null` if it may not be warned. */
  readonly way: WayToWarn | null | undefined;
  readonly error: Error | null;
} {
  const { data, error } = useQuery({
    queryKey: ["sendable", recipient, DANGER],
    queryFn: () => {
      const query = { recipient: recipient ?? "", purpose: DANGER };
      return answerOf(gateway.v1.partners.sendable.$get({ query }));
    },
    enabled: recipient !== undefined,
    staleTime: 300_000,
  });
  const way = useMemo(() => (data === undefined ? undefined : wayIn(data)), [data]);
  return { way, error };
}
