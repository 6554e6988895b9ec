import type { Message } from "./queries.ts";

/** What later messages of the exchange mean for one. */
export interface ExchangeNews {
  readonly news:
    | "located"
    | "faultTold"
    | "faultCorrected"
    | "recalled"
    | "takenBack"
    | "handedOver"
    | "handoverRefused";
  /** Digests of the messages that say so, and of those that answer a handover. */
  readonly digests: readonly string[];
}

/**
 * Says what later messages mean for one, as far as that is known without reading them.
 *
 * @param others - Messages that answer it or go on with it, as far as the gateway has told.
 * @param answers - Messages that answer those.
 */
export function newsOf(
  message: Message,
  others: readonly Message[],
  answers: readonly Message[],
): readonly ExchangeNews[] {
  const isSent = message.box === "outbox";
  const ofType = (type: string, box?: Message["box"]): readonly Message[] =>
    others.filter((one) => one.messageType === type && (box === undefined || one.box === box));
  const corrections = ofType("correction", "outbox");
  const corrected = corrections.map(timeOf).sort().at(-1) ?? "";
  const isDestroyed = isSent ? message.certificate !== undefined : message.erasedAt !== undefined;
  const faults = isSent && !isDestroyed ? ofType("qualityNotice", "inbox") : [];
  const isOpen = (fault: Message): boolean => timeOf(fault) > corrected;
  const answered = faults.filter((fault) => !isOpen(fault));
  const handovers = ofType("handover").map((handover) => {
    const about = answers.filter(
      ({ digest, box }) => handover.answeredBy.includes(digest) && box !== handover.box,
    );
    const isRefused = about.some(({ messageType }) => messageType === "refusal");
    return { isRefused, messages: [handover, ...about] };
  });
  const handed = (refused: boolean): readonly Message[] =>
    handovers.filter(({ isRefused }) => isRefused === refused).flatMap(({ messages }) => messages);
  const recalls = isSent && !isDestroyed ? ofType("recall", "outbox") : [];
  const isUnsent = message.state === "unsent";
  const answer = isSent ? message.located?.by : undefined;
  const found = {
    located: answer === undefined ? [] : [{ digest: answer }],
    faultTold: faults.filter(isOpen),
    // Which places a correction names is known only to who reads it.
    faultCorrected: answered.length === 0 ? [] : [...answered, ...corrections],
    recalled: isUnsent ? [] : recalls,
    takenBack: isUnsent ? recalls : [],
    handedOver: handed(false),
    handoverRefused: handed(true),
  };
  return (Object.keys(found) as (keyof typeof found)[])
    .map((news) => ({ news, digests: found[news].map(({ digest }) => digest) }))
    .filter(({ digests }) => digests.length > 0);
}

const timeOf = (message: Message): string =>
  message.box === "inbox" ? message.receivedAt : message.createdAt;
