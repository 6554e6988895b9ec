import type { DecodedMessage, ExchangeEntry, History, LifecycleEvent } from "@safepassage/schema";
import { indirectDeadline } from "./answer-clock.ts";
import type { GatewayContext } from "./context.ts";
import type { AnswerClock, ExchangeRow } from "./store.ts";

/** The messages of the exchange are always known to the store. */
type StoredHistory = History & Required<Pick<History, "exchange">>;

/**
 * What this gateway's store knows that rules of the state tier ask for.
 *
 * What it does not keep is left out, so that no rule passes on it: there is no log of checkpoints
 * yet; who a person is, what a draft draws on, reviews and notices are known to the case system.
 */
export function historyOf(
  { store, self }: Pick<GatewayContext, "store" | "self">,
  exchangeId: string,
  {
    event = null,
    also = [],
  }: { event?: LifecycleEvent | null; also?: readonly ExchangeRow[] } = {},
): StoredHistory {
  return {
    exchange: [...store.exchange(exchangeId), ...also].map((row) => toEntry(row, exchangeId, self)),
    log: {},
    jti: [],
    event,
  };
}

function toEntry(row: ExchangeRow, exchangeId: string, self: string): ExchangeEntry {
  const message = JSON.parse(row.message) as DecodedMessage;
  const { body } = message;
  const values = (field: string): readonly string[] =>
    Object.values(body).flatMap(({ leaves }) =>
      leaves.flatMap(({ f, v }) => (f === field && typeof v === "string" ? [v] : [])),
    );
  const pseudonyms = values("subject.pseudonym");
  const [searchKind] = values("match.searchKind");
  return {
    message: row.id,
    exchangeId,
    from: row.own ? self : row.other,
    to: row.own ? row.other : self,
    purpose: row.purpose,
    digest: row.digest,
    messageType: message.clear["env.messageType"],
    fromCountry: message.clear["env.sender.country"],
    ...phaseOf(message),
    ...(pseudonyms.length === 0 ? {} : { pseudonyms }),
    ...deadlinesOf(row.clock, message, [
      ...values("deadline.at"),
      ...endOf(values("rights.answerBy")),
    ]),
    ...(searchKind === undefined ? {} : { searchKind }),
  };
}

/** The last second of a day. */
const endOf = (days: readonly string[]): readonly string[] => days.map((day) => `${day}T23:59:59Z`);

/** Which phase of a breach a notice announces. */
function phaseOf({ body }: DecodedMessage): Pick<ExchangeEntry, "phase"> {
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  const phase = leaves.find(({ f }) => f === "breach.phase")?.v;
  return typeof phase === "number" ? { phase } : {};
}

/**
 * Until when a message is to be answered: counted from its arrival where the law sets a time, else
 * as it says itself. Once it is answered there is no deadline.
 */
function deadlinesOf(
  clock: AnswerClock | undefined,
  request: DecodedMessage,
  [stated]: readonly string[],
): Pick<ExchangeEntry, "deadline" | "indirectDeadline"> {
  if (clock === undefined) return stated === undefined ? {} : { deadline: stated };
  if (clock.answeredAt !== undefined) return {};
  const later = indirectDeadline(clock, request);
  return { deadline: clock.by, ...(later === undefined ? {} : { indirectDeadline: later }) };
}
