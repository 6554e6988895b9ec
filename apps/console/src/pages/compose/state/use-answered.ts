import { queryOptions, useQuery } from "@tanstack/react-query";
import { queries } from "../../../app/gateway.ts";
import { messageQuery } from "../../../app/shared-queries.ts";

/** What this agency has sent already about the message that another one goes on with. */
export interface Answered {
  /** Whether something was sent about it, as far as the page knows. */
  readonly isAnswered: boolean;
  /** Asks the gateway once more. Returns whether there is more than the page has shown until then. */
  isMore(): Promise<boolean>;
}

/** Watches whether somebody else answers a message while an answer to it is written or approved. @param digest - Of the message, if there is one. */
export function useAnswered(digest: string | undefined): Answered {
  const { data: shown = 0 } = useQuery({
    ...sentAboutQuery(digest ?? ""),
    enabled: digest !== undefined,
  });
  return {
    isAnswered: shown > 0,
    async isMore() {
      if (digest === undefined) return false;
      const now = await queries
        .fetchQuery({ ...sentAboutQuery(digest), staleTime: 0 })
        // Whether it can be sent is found out by sending it.
        .catch(() => 0);
      return now > shown;
    },
  };
}

/** How many messages this agency has sent about one. What the other agency answers or adds does not count. */
const sentAboutQuery = (digest: string) =>
  queryOptions({
    // Under the key of the message: news of it has this asked again.
    queryKey: ["message", digest, "sentAbout"],
    async queryFn() {
      const { answeredBy } = await lookAt(digest);
      const about = await Promise.all(answeredBy.slice(0, MOST_LOOKED_AT).map(lookAt));
      const received = about.filter(({ box }) => box === "inbox");
      return answeredBy.length - received.length;
    },
  });

const lookAt = (digest: string) => queries.fetchQuery({ ...messageQuery(digest), staleTime: 0 });

/** Messages about one. Further ones count as sent, so that somebody looks. */
const MOST_LOOKED_AT = 20;
