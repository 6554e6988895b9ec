import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";
import type { Message } from "./queries.ts";

/** Says how far the erasure of a message is, where it was asked for. */
export function ErasureNotice({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  if (message.box !== "outbox" || !message.erasureRequested) return null;
  if (message.certificate !== undefined) return <Notice tone="good" title={say("erasureDone")} />;
  if (message.erasureUnheard) {
    return (
      <Notice tone="warn" title={say("erasureUnheard")}>
        <p>{say("erasureUnheardText")}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" title={say("erasureAsked")}>
      <p>{say("erasureAskedText")}</p>
    </Notice>
  );
}
