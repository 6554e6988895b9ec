import type { DecodedMessage, ExchangeEntry, History, LifecycleEvent } from "@safepassage/schema";
import { indirectDeadline } from "./answer-clock.ts";
import type { GatewayContext } from "./context.ts";
import type { AnswerClock, ExchangeRow } from "./store.ts";

/**
 * What this gateway's store knows that rules of the state tier ask for.
 *
 * What it does not keep is left out or empty: there is no log of checkpoints yet, and the weights
 * already sent about a person are known to the case system only.
 */
export function historyOf(
  { store, self }: Pick<GatewayContext, "store" | "self">,
  exchangeId: string,
  {
    event = null,
    also = [],
  }: { event?: LifecycleEvent | null; also?: readonly ExchangeRow[] } = {},
): History {
  return {
    sources: [],
    exchange: [...store.exchange(exchangeId), ...also].map((row) => toEntry(row, exchangeId, self)),
    log: {},
    releases: [],
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
    ...(pseudonyms.length === 0 ? {} : { pseudonyms }),
    ...deadlinesOf(row.clock, message, values("deadline.at")),
    ...(searchKind === undefined ? {} : { searchKind }),
  };
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
