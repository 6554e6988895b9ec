import type { OpenedMessage } from "@safepassage/message";
import type { History } from "@safepassage/schema";
import { correctionGroups } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";
import { historyOf } from "./history.ts";

/**
 * What is known of a message received.
 *
 * A correction that only erases may answer a message that is not here: it is still on its way, was refused, or is
 * erased, and its exchange with it. Then nothing is known of the exchange, and nothing of it held against the sender: a
 * wish to have data destroyed must not fail because they are not here yet.
 *
 * @see `docs/spec/gateway-erasure.md#before-arrival`
 */
export function historyOfArrival(context: GatewayContext, opened: OpenedMessage): History {
  const history = historyOf(context, opened);
  const { clear, private: hidden, body } = opened.message;
  const groups = correctionGroups(body);
  const onlyErases =
    clear["env.messageType"] === "correction" &&
    Object.keys(body).length === groups.length &&
    groups.every(({ actions }) => actions.length === 1 && actions[0] === "erase");
  const answered = history.exchange?.find(({ message }) => message === hidden["private.inReplyTo"]);
  if (!onlyErases || (answered !== undefined && answered.exchangeId !== "")) return history;
  const { exchange: _, ...known } = history;
  return known;
}
