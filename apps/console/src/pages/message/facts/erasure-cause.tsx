import type { ReactNode } from "react";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";
import { MessageLink } from "./message-link.tsx";
import type { Message } from "./queries.ts";
import { useLookedUp } from "./use-looked-up.ts";

/**
 * Says why a message is erased, as far as that is known without reading anything: its sender asked for it, or its time was over. The reason of a
 * sender stands in the content of the correction that asked for it.
 */
export function ErasureCause({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const { day } = useTimes();
  const asking = useAskingMessage(message);
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
 * The message by which its sender had a received message erased, such as a recall. This agency has certified the erasure to it: it certifies nothing that it
 * erased for another cause.
 */
function useAskingMessage(message: Message): string | undefined {
  const isReceived = message.box === "inbox";
  const others = useLookedUp(isReceived ? message.answeredBy : []);
  const asking = others.filter(
    (one) =>
      isReceived &&
      one.box === "inbox" &&
      ASKING.has(one.messageType) &&
      one.sender === message.sender,
  );
  const answers = useLookedUp(asking.flatMap(({ answeredBy }) => answeredBy));
  const certificates = answers.filter(
    ({ box, messageType }) => box === "outbox" && messageType === "erasureCertificate",
  );
  return asking.find(({ answeredBy }) =>
    certificates.some(({ digest }) => answeredBy.includes(digest)),
  )?.digest;
}

/** Kinds of messages with which a sender has others erased. */
const ASKING: ReadonlySet<string> = new Set([
  "alertCancellation",
  "consentWithdrawal",
  "correction",
  "recall",
]);
/** `YYYY-MM-DD`. */
const DAY_UNITS = 10;
