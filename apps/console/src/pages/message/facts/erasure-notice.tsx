import type { ReactNode } from "react";
import { Notice } from "../../../design/notice.tsx";
import { useWords } from "../../../words/words.tsx";
import { erasureState } from "./erasure-state.ts";
import type { Message } from "./queries.ts";

/** Says how far the erasure of a message is, where it was asked for. */
export function ErasureNotice({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const state = erasureState(message);
  if (state === undefined) return null;
  return (
    <Notice tone={state === "erasureDone" ? "good" : "warn"} title={say(state)}>
      <p>{say(`${state}Text`)}</p>
    </Notice>
  );
}
