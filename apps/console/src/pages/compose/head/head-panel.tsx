import { type ComponentProps, type ReactNode, useState } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { Unfold } from "../../../design/unfold.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { missingOf } from "../state/work.ts";
import { Head } from "./head.tsx";

/**
 * For whom the message is, and for what. Where a draft says all of it when it is opened, that is a line, and the choices
 * are folded beneath. An answer shows what it answers.
 */
export function HeadPanel({
  children,
  ...props
}: ComponentProps<typeof Head> & {
  /** What is always in sight beneath. */
  readonly children: ReactNode;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const { head } = props;
  const isWhole = missingOf(head).length === 0;
  const [mayFold] = useState(isWhole && head.inReplyTo === undefined);
  const { recipient = "", purpose = "" } = head;
  return (
    <section className="panel stack">
      {mayFold ? (
        <Unfold
          title={
            isWhole
              ? say("headLine", { recipient: hostOf(recipient), purpose: names.purpose(purpose) })
              : say("headTitle")
          }
          level={2}
          mustBeOpen={!isWhole}
        >
          <Head {...props} />
        </Unfold>
      ) : (
        <>
          <h2>{say("headTitle")}</h2>
          <Head {...props} />
        </>
      )}
      {children}
    </section>
  );
}
