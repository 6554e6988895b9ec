import { useQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messageQuery } from "../../app/shared-queries.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { MessageLink } from "./message-link.tsx";
import type { Message } from "./queries.ts";

/**
 * Says why a message is erased, as far as that is known without reading anything: its sender asked for it, or its time was over. The reason of a
 * sender stands in the content of the correction that asked for it.
 */
export function ErasureCause({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const { day } = useTimes();
  const asking = useAskingCorrection(message);
  const { erasedAt, eraseBy } = message;
  if (asking !== undefined) {
    return (
      <p>
        {say("erasedAsked")} <MessageLink digest={asking} />
      </p>
    );
  }
  if (erasedAt === undefined || erasedAt.slice(0, DAY_UNITS) <= eraseBy) return null;
  return <p>{say("erasedDue", { day: day(eraseBy) })}</p>;
}

/**
 * The correction of its sender that had a received message erased. This agency has certified the erasure to it: it certifies nothing that it
 * erased for another cause.
 */
function useAskingCorrection(message: Message): string | undefined {
  const isReceived = message.box === "inbox";
  const others = useLookedUp(isReceived ? message.answeredBy : []);
  const corrections = others.filter(
    (one) =>
      isReceived &&
      one.box === "inbox" &&
      one.messageType === "correction" &&
      one.sender === message.sender,
  );
  const answers = useLookedUp(corrections.flatMap(({ answeredBy }) => answeredBy));
  const certificates = answers.filter(
    ({ box, messageType }) => box === "outbox" && messageType === "erasureCertificate",
  );
  return corrections.find(({ answeredBy }) =>
    certificates.some(({ digest }) => answeredBy.includes(digest)),
  )?.digest;
}

/** What the gateway tells of some messages, as far as it has told. */
function useLookedUp(digests: readonly string[]): readonly Message[] {
  return useQueries({
    queries: [...new Set(digests)]
      .slice(0, MOST_LOOKED_UP)
      .map((digest) => ({ ...messageQuery(digest), retry: false })),
  }).flatMap(({ data }) => data ?? []);
}

const MOST_LOOKED_UP = 8;
/** `YYYY-MM-DD`. */
const DAY_UNITS = 10;
