import type { Reason } from "@safepassage/api";
import { type ReactNode, type Ref, useState } from "react";
import { useSession } from "../../../app/session.tsx";
import { Button } from "../../../design/button.tsx";
import { CheckBox } from "../../../design/check-box.tsx";
import { Choice } from "../../../design/choice.tsx";
import { Notice } from "../../../design/notice.tsx";
import { useWords } from "../../../words/words.tsx";
import type { Message } from "../facts/queries.ts";
import { readableFor } from "./reading.ts";

/** Asks why somebody reads what a message says. The commonest reason is chosen already, and nothing is shown before it is confirmed. */
export function ReadForm({
  ref,
  message,
  likely,
  isReading,
  onRead,
}: {
  /** The heading of the form. */
  readonly ref?: Ref<HTMLHeadingElement>;
  readonly message: Message;
  /** The reason for which it is read here, as a rule. */
  readonly likely?: Reason;
  readonly isReading: boolean;
  readonly onRead: (reason: Reason) => void;
}): ReactNode {
  const say = useWords("message");
  const { me } = useSession();
  const { reasons, isFor, isEmergency } = readableFor(message, me.roles);
  const [chosen, setChosen] = useState<Reason>();
  const reason = chosen ?? reasons.find((one) => one === likely) ?? reasons[0];
  return (
    <section className="panel stack read-form">
      <h2 ref={ref} tabIndex={-1}>
        {say("readTitle")}
      </h2>
      {isFor === undefined ? (
        <>
          <p className="measure">{say("readLead")}</p>
          <div className="row read-row">
            <Choice
              label={say("reason")}
              options={reasons.map((one) => ({ value: one, name: say(`reason.${one}`) }))}
              value={reason}
              onChange={setChosen}
            />
            <Button
              weight="main"
              isDisabled={reason === undefined}
              isPending={isReading}
              onPress={() => {
                if (reason !== undefined) onRead(reason);
              }}
            >
              {say("read")}
            </Button>
          </div>
        </>
      ) : (
        <p className="measure">{say(`for.${isFor}`)}</p>
      )}
      {isEmergency && <Emergency isReading={isReading} onRead={() => onRead("BREAK_GLASS")} />}
    </section>
  );
}

/** Lets a caseworker read what is in quarantine, and says first what that causes. */
function Emergency({
  isReading,
  onRead,
}: {
  readonly isReading: boolean;
  readonly onRead: () => void;
}): ReactNode {
  const say = useWords("message");
  const [isStated, setStated] = useState(false);
  return (
    <Notice isStill tone="bad" title={say("emergency")}>
      <p className="measure">{say("emergencyText")}</p>
      <CheckBox isSelected={isStated} onChange={setStated}>
        {say("emergencyConfirm")}
      </CheckBox>
      <div className="row">
        <Button weight="bad" isDisabled={!isStated} isPending={isReading} onPress={onRead}>
          {say("emergencyRead")}
        </Button>
      </div>
    </Notice>
  );
}
