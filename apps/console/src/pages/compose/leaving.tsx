import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";
import { LossQuestion } from "./loss-question.tsx";

/** Asks before text is lost that nobody has kept. */
export function Leaving({ isTouched }: { readonly isTouched: boolean }): ReactNode {
  const say = useWords("compose");
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isTouched,
    enableBeforeUnload: isTouched,
    withResolver: true,
  });
  return (
    <LossQuestion
      title={say("unsaved")}
      lead={say("unsavedFix")}
      lose={say("discard")}
      isOpen={status === "blocked"}
      onStay={() => reset?.()}
      onLose={() => proceed?.()}
    />
  );
}
