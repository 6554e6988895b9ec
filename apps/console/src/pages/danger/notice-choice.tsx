import type { ReactNode } from "react";
import { useNoticeState } from "../../app/warning-notice.ts";
import { Button } from "../../design/button.tsx";
import { useWords } from "../../words/words.tsx";

/** Lets somebody have the system tell of warnings while the page is not looked at. Nothing is asked before the button is pressed. */
export function NoticeChoice(): ReactNode {
  const say = useWords("danger");
  const { state, ask } = useNoticeState();
  return (
    <section className="panel stack-tight">
      <h2>{say("noticeTitle")}</h2>
      <p role="status">{say(`notice.${state}`)}</p>
      {state === "default" && (
        <div className="row">
          <Button onPress={ask}>{say("noticeAsk")}</Button>
        </div>
      )}
    </section>
  );
}
