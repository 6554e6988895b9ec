import type { ReactNode } from "react";
import { VERDICT_TONES } from "../../../app/verdict-tones.ts";
import { Tag } from "../../../design/tag.tsx";
import { Countdown, Time } from "../../../design/time.tsx";
import type { Tone } from "../../../design/tone.ts";
import { type Say, useWords } from "../../../words/words.tsx";
import { Fact } from "../../case/fact.tsx";
import { ErrorWords } from "./error-words.tsx";
import type { Message } from "./queries.ts";

/** Where a message is that was sent from here, how often it was tried, and what its recipient decided. */
export function DeliveryFacts({
  message,
}: {
  readonly message: Extract<Message, { readonly box: "outbox" }>;
}): ReactNode {
  const say = useWords("message");
  const { createdAt, state, verdict, posted } = message;
  const { deliverBy, attempts, nextAttempt, lastError } = message;
  const isOpen = state === "queued" || state === "sending";
  return (
    <>
      <Fact name={say("written")}>
        <Time at={createdAt} />
      </Fact>
      <Fact name={say("state")}>
        <Tag
          tone={
            state === "decided" && verdict !== undefined ? VERDICT_TONES[verdict] : TONES[state]
          }
        >
          {sayDelivery(message, say)}
        </Tag>
      </Fact>
      {state !== "decided" && state !== "delivered" && (
        <>
          <Fact name={say("attempts")}>{say("attemptsMade", { count: attempts })}</Fact>
          <Fact name={say("posted")}>{say(posted ? "posted.yes" : "posted.no")}</Fact>
        </>
      )}
      {nextAttempt !== undefined && (
        <Fact name={say("nextAttempt")}>
          <Time at={nextAttempt} />
        </Fact>
      )}
      {isOpen && (
        <Fact name={say("deliverBy")}>
          <Time at={deliverBy} /> <Countdown by={deliverBy} />
        </Fact>
      )}
      {lastError !== undefined && (
        <Fact name={say("lastError")}>
          <ErrorWords code={lastError} />
        </Fact>
      )}
    </>
  );
}

/** Where a sent message is, and what its recipient decided, in a few words. */
export const sayDelivery = (
  { state, verdict }: Pick<Extract<Message, { readonly box: "outbox" }>, "state" | "verdict">,
  say: Say<"message">,
): string =>
  state === "decided" && verdict !== undefined ? say(`decided.${verdict}`) : say(`state.${state}`);

const TONES = {
  queued: "plain",
  sending: "plain",
  delivered: "accent",
  decided: "plain",
  refused: "bad",
  expired: "bad",
  unsent: "plain",
  replaced: "plain",
} as const satisfies Record<string, Tone>;
