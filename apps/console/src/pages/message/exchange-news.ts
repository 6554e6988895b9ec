import type { Message } from "./facts/queries.ts";

/** What later messages of the exchange mean for one. */
export interface ExchangeNews {
  readonly news:
    | "located"
    | "faultTold"
    | "faultCorrected"
    | "recalled"
    | "takenBack"
    | "copiesKept"
    | "handoverAsked"
    | "handoverOffered"
    | "handoverAnswered"
    | "handoverRefused"
    | "onwardAsked"
    | "onwardOffered"
    | "onwardAnswered";
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
    others.filter(
      (one) =>
        one.messageType === type && (box === undefined || one.box === box) && !hasFailed(one),
    );
  const corrections = ofType("correction", "outbox");
  const corrected = corrections.map(timeOf).sort().at(-1) ?? "";
  const isDestroyed = isSent ? message.certificate !== undefined : message.erasedAt !== undefined;
  const faults = isSent && !isDestroyed ? ofType("qualityNotice", "inbox") : [];
  const isOpen = (fault: Message): boolean => timeOf(fault) > corrected;
  const answered = faults.filter((fault) => !isOpen(fault));
  const isHandover = message.messageType === "handover";
  const handovers = (isHandover ? [message] : ofType("handover")).flatMap((handover) =>
    standingOf(handover, isHandover ? others : answers),
  );
  const handed = (standing: Handover["standing"]): readonly Message[] =>
    handovers
      .filter((one) => one.standing === standing)
      .flatMap(({ messages }) => messages)
      .filter(({ digest }) => digest !== message.digest);
  const onward =
    message.messageType === "onwardTransferRequest" ? onwardOf(message, others) : undefined;
  const onwardWith = (news: Onward["standing"]): readonly Message[] =>
    onward?.standing === news ? onward.messages : [];
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
    copiesKept: (message.copies?.kept ?? []).slice(0, MOST_NAMED).map((digest) => ({ digest })),
    handoverAsked: handed("handoverAsked"),
    handoverOffered: handed("handoverOffered"),
    handoverAnswered: handed("handoverAnswered"),
    handoverRefused: handed("handoverRefused"),
    onwardAsked: onwardWith("onwardAsked"),
    onwardOffered: onwardWith("onwardOffered"),
    onwardAnswered: onwardWith("onwardAnswered"),
  };
  const isItself = new Set<string | undefined>([
    ...(isHandover ? handovers.map(({ standing }) => standing) : []),
    onward?.standing,
  ]);
  return (Object.keys(found) as (keyof typeof found)[])
    .map((news) => ({ news, digests: found[news].map(({ digest }) => digest) }))
    .filter(({ news, digests }) => digests.length > 0 || isItself.has(news));
}

interface Handover {
  readonly standing: "handoverAsked" | "handoverOffered" | "handoverAnswered" | "handoverRefused";
  /** The handover, and what the other side has said to it. */
  readonly messages: readonly Message[];
}

/**
 * Says how a handover stands: a gateway that takes the message in agrees to nothing. None stands that did not arrive, was rejected, or was
 * recalled.
 *
 * @param answers - Messages that may answer it.
 */
function standingOf(handover: Message, answers: readonly Message[]): readonly Handover[] {
  const about = answers.filter(
    (one) => handover.answeredBy.includes(one.digest) && !hasFailed(one),
  );
  const isRecalled = about.some(
    ({ box, messageType }) => box === handover.box && messageType === "recall",
  );
  if (isRecalled || !hasArrived(handover)) return [];
  const said = about.filter(
    ({ box, messageType }) =>
      box !== handover.box && (messageType === "response" || messageType === "refusal"),
  );
  const isRefused = said.some(({ messageType }) => messageType === "refusal");
  const isOwn = handover.box === "outbox";
  const standing =
    said.length > 0
      ? isRefused
        ? "handoverRefused"
        : "handoverAnswered"
      : isOwn
        ? "handoverAsked"
        : "handoverOffered";
  return [{ standing, messages: [handover, ...said] }];
}

interface Onward {
  readonly standing: "onwardAsked" | "onwardOffered" | "onwardAnswered";
  /** What the other side has said to it. */
  readonly messages: readonly Message[];
}

/** Says whether a request to pass data on is decided: that a gateway has taken it in permits nothing. */
function onwardOf(request: Message, answers: readonly Message[]): Onward | undefined {
  if (!hasArrived(request)) return undefined;
  const messages = answers.filter(
    (one) => one.box !== request.box && DECIDES.has(one.messageType) && !hasFailed(one),
  );
  if (messages.length > 0) return { standing: "onwardAnswered", messages };
  return { standing: request.box === "outbox" ? "onwardAsked" : "onwardOffered", messages };
}

const DECIDES: ReadonlySet<string> = new Set(["onwardTransferDecision", "refusal", "response"]);

/** Whether it is with its recipient, as far as is known, and may be answered. */
const hasArrived = (message: Message): boolean =>
  message.box === "inbox"
    ? message.state === "accepted"
    : (message.state === "delivered" || message.state === "decided") &&
      message.verdict !== "reject";

/** Whether it is known that its recipient did not take it: then it has corrected, recalled and answered nothing. */
const hasFailed = (message: Message): boolean =>
  message.box === "outbox" && (FAILED.has(message.state) || message.verdict === "reject");

/** What stands in the place of one that is replaced counts for itself. */
const FAILED: ReadonlySet<string> = new Set(["expired", "refused", "replaced", "unsent"]);

/** More than anybody looks at here: the page lists all of them beneath. */
const MOST_NAMED = 8;

const timeOf = (message: Message): string =>
  message.box === "inbox" ? message.receivedAt : message.createdAt;
