import { GatewayProblem } from "@safepassage/client";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { ContentView } from "./content-view.tsx";
import type { Message } from "./queries.ts";
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
  if (isErased) {
    return (
      <Notice isStill={!isGone} title={say(isGone ? "hiddenErased" : "erasedTitle")}>
        <p>{say("erasedText")}</p>
      </Notice>
    );
  }
  if (content === undefined || reason === undefined) {
    return (
      <div className="stack">
        {error !== null && !isErasedMeanwhile(error) && <Problem error={error} />}
        <ReadForm message={message} isReading={reading.isReading} onRead={reading.read} />
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="row read-bar">
        <span className="soft">
          {say("readFor", { time: instant(readAt), reason: say(`reason.${reason}`) })}
        </span>
        <Button onPress={hide}>{say("hide")}</Button>
      </div>
      {isChangedSince(message, reading) && (
        <Notice tone="warn" title={say("changedSince")}>
          <div className="row">
            <Button onPress={() => reading.read(reason)}>{say("readAgain")}</Button>
          </div>
        </Notice>
      )}
      <ContentView content={content} />
    </div>
  );
}

/** Whether somebody has sent something about the message since it was read. */
export const isChangedSince = (message: Message, { seen }: Reading): boolean =>
  seen !== undefined && seen.answeredBy.length !== message.answeredBy.length;

/** The message is asked for again, and says itself that it is erased. */
const isErasedMeanwhile = (error: Error): boolean =>
  error instanceof GatewayProblem && error.code === "API_CONTENT_ERASED";
