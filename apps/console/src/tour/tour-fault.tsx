import type { ReactNode } from "react";
import { Notice } from "../design/notice.tsx";
import { useWords } from "../words/words.tsx";
import { TourRefusal } from "./tour-client.ts";

/** Why the demo does not do what was asked, and what to do. */
export function TourFault({ error }: { readonly error: Error }): ReactNode {
  const say = useWords("tour");
  if (error instanceof TourRefusal) {
    return <Notice tone="warn" isUrgent title={say(`problem.${error.code}`)} />;
  }
  return (
    <Notice tone="bad" isUrgent title={say("away")}>
      <p>{say("awayFix")}</p>
      <p>
        <code dir="ltr">{say("command")}</code>
      </p>
    </Notice>
  );
}
