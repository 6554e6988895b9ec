import { GatewayProblem } from "@safepassage/client";
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { Button } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";
import { ErasureCause } from "../facts/erasure-cause.tsx";
import type { Message } from "../facts/queries.ts";
import { askedIn } from "./asked.ts";
import { ContentView } from "./content-view.tsx";
import { ReadForm } from "./read-form.tsx";
import type { Reading } from "./use-content.ts";

/** What a message says, for whoever states why. It leaves the screen at a press. */
export function ContentPanel({
  message,
  reading,
}: {
  readonly message: Message;
  readonly reading: Reading;
}): ReactNode {
  const say = useWords("message");
  const { instant } = useTimes();
  const { content, reason, readAt, error, hide } = reading;
  const isErased = message.erasedAt !== undefined;
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    if (!isErased || content === undefined) return;
    setGone(true);
    hide();
  }, [isErased, content, hide]);
  const stated = useId();
  const [says, form] = useFocusAtTurn(content !== undefined);
  if (isErased) {
    return (
      <Notice isStill={!isGone} title={say(isGone ? "hiddenErased" : "erasedTitle")}>
        <ErasureCause message={message} />
        <p>{say("erasedText")}</p>
        {message.box === "inbox" && <p>{say("erasedElsewhere")}</p>}
      </Notice>
    );
  }
  if (content === undefined || reason === undefined) {
    return (
      <div className="stack">
        {error !== null && !isErasedMeanwhile(error) && <Problem error={error} />}
        <ReadForm
          ref={form}
          message={message}
          isReading={reading.isReading}
          onRead={reading.read}
        />
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="row read-bar">
        <span className="soft" id={stated}>
          {say("readFor", { time: instant(readAt), reason: say(`reason.${reason}`) })}
        </span>
        <Button aria-describedby={stated} onPress={hide}>
          {say("hide")}
        </Button>
      </div>
      {isChangedSince(message, reading) && (
        <Notice tone="warn" title={say("changedSince")}>
          <div className="row">
            <Button onPress={() => reading.read(reason)}>{say("readAgain")}</Button>
          </div>
        </Notice>
      )}
      <ContentView
        content={content}
        asked={askedIn(content, message)}
        heading={{ ref: says, "aria-describedby": stated }}
      />
    </div>
  );
}

/**
 * Moves the focus and the view to what is new in the panel when its content comes or goes. The button that was pressed is gone by then, and
 * a screen reader would say nothing. If the reader has moved the focus elsewhere meanwhile, it stays there.
 */
function useFocusAtTurn(
  isShown: boolean,
): readonly [RefObject<HTMLHeadingElement | null>, RefObject<HTMLHeadingElement | null>] {
  const says = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLHeadingElement>(null);
  const wasShown = useRef(isShown);
  useEffect(() => {
    if (isShown === wasShown.current) return;
    wasShown.current = isShown;
    if (document.activeElement !== document.body) return;
    if (!isShown) {
      form.current?.focus();
      return;
    }
    says.current?.focus({ preventScroll: true });
    says.current?.scrollIntoView({ block: "start" });
  }, [isShown]);
  return [says, form];
}

/** Whether somebody has sent something about the message since it was read. */
export const isChangedSince = (message: Message, { seen }: Reading): boolean =>
  seen !== undefined && seen.answeredBy.length !== message.answeredBy.length;

/** The message is asked for again, and says itself that it is erased. */
const isErasedMeanwhile = (error: Error): boolean =>
  error instanceof GatewayProblem && error.code === "API_CONTENT_ERASED";
