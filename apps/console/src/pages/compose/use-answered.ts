import { useQuery } from "@tanstack/react-query";
import { queries } from "../../app/gateway.ts";
import { messageQuery } from "../../app/shared-queries.ts";

/** What was sent already about the message that another one goes on with. */
export interface Answered {
  /** Whether something was sent about it, as far as the page knows. */
  readonly isAnswered: boolean;
  /** Asks the gateway once more. Returns whether there is more than the page has shown until then. */
  isMore(): Promise<boolean>;
}

/** Watches whether somebody else answers a message while an answer to it is written. @param digest - Of the message, if there is one. */
export function useAnswered(digest: string | undefined): Answered {
  const { data } = useQuery({ ...messageQuery(digest ?? ""), enabled: digest !== undefined });
  const shown = data?.answeredBy.length ?? 0;
  return {
    isAnswered: shown > 0,
    async isMore() {
      if (digest === undefined) return false;
      const now = await queries
        .fetchQuery({ ...messageQuery(digest), staleTime: 0 })
        // Whether it can be sent is found out by sending it.
        .catch(() => undefined);
      return (now?.answeredBy.length ?? 0) > shown;
    },
  };
}
