import type { DecodedMessage } from "@safepassage/schema";
import { answerClock, isAnswer, startClock } from "./answer-clock.ts";
import type { GatewayContext } from "./context.ts";
import type { OutboxRow } from "./store.ts";

/**
 * Notes that an answer has arrived at the clock of its request. Runs inside the transaction that
 * stores the answer or its receipts.
 *
 * @param box - Where the request lies: `outbox` for an answer received, `inbox` for one sent.
 * @param other - Entity id of the other party: nobody else's message answers the request.
 */
export function noteAnswer(
  { store }: Pick<GatewayContext, "store">,
  box: "inbox" | "outbox",
  other: string,
  answer: DecodedMessage,
  arrived: Date,
): void {
  const id = answer.private["private.inReplyTo"];
  if (id === undefined || !isAnswer(answer)) return;
  const sent = box === "outbox" ? store.findOutbox(id) : undefined;
  const received = box === "inbox" ? store.findInbox(other, id) : undefined;
  const { clock, content, digest } = sent ?? received ?? {};
  if (clock === undefined || digest === undefined || (sent && sent.recipient !== other)) return;
  const request = content && (JSON.parse(content.message) as DecodedMessage);
  store.setClock(box, digest, answerClock(clock, request, answer, arrived));
}

/** Notes that a message sent has arrived: a request starts its clock, an answer stops another's. */
export function noteDelivery(
  context: Pick<GatewayContext, "store">,
  row: OutboxRow,
  arrived: Date,
): void {
  if (row.content === undefined) return;
  const { store } = context;
  const message = JSON.parse(row.content.message) as DecodedMessage;
  noteAnswer(context, "inbox", row.recipient, message, arrived);
  const clock = startClock(message, arrived);
  if (clock === undefined || row.clock !== undefined) return;
  store.setClock("outbox", row.digest, clock);
  // The answer may have come before the receipts: a gateway that was killed gets them again.
  const key = { kind: "reply", key: row.id } as const;
  const by = { own: false, other: row.recipient };
  for (const { record } of store.history.under(key, MOST_ANSWERS, by)) {
    const answer = store.findInboxByDigest(record.digest);
    if (answer?.content === undefined) continue;
    const told = JSON.parse(answer.content.message) as DecodedMessage;
    noteAnswer(context, "outbox", row.recipient, told, new Date(answer.receivedAt));
  }
}

/** Far more than a recipient sends before its receipts are here: of more the newest count. */
const MOST_ANSWERS = 1024;
