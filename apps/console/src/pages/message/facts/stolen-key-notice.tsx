import type { ReactNode } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { Notice } from "../../../design/notice.tsx";
import { useTimes } from "../../../words/times.ts";
import { useWords } from "../../../words/words.tsx";
import type { Message } from "./queries.ts";
import { stolenKeyOf } from "./stolen-key.ts";

/** Says that others have had the key of the sender: before somebody reads the message, and acts on it. */
export function StolenKeyNotice({ message }: { readonly message: Message }): ReactNode {
  const say = useWords("message");
  const { instant } = useTimes();
  const stolen = stolenKeyOf(message);
  if (stolen === undefined || message.box !== "inbox") return null;
  const { means, since } = stolen;
  return (
    <Notice isStill tone={means === "keyStolen" ? "bad" : "warn"} title={say(means)}>
      <p>{say(`${means}Text`, { agency: hostOf(message.sender), time: instant(since) })}</p>
    </Notice>
  );
}
