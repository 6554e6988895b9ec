import { answerOf } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Form } from "react-aria-components/Form";
import { type Answer, gateway, queries } from "../../app/gateway.ts";
import { useMay } from "../../app/session.tsx";
import { Button } from "../../design/button.tsx";
import { MomentEntry } from "../../design/moment-entry.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { Time } from "../../design/time.tsx";
import { useWords } from "../../words/words.tsx";

/** How the clock of the gateway stands. After a jump an operator confirms it here. */
export function ClockPart({ health }: { readonly health: Answer<"readHealth"> }): ReactNode {
  const say = useWords("operations");
  const may = useMay();
  const confirm = useMutation({
    mutationFn: (time: string) => answerOf(gateway.v1.clock.confirmation.$post({ json: { time } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["health"] }),
  });
  const { clock } = health;
  if (clock?.state !== "implausible") {
    return confirm.isSuccess ? <Notice tone="good" title={say("clockConfirmed")} /> : null;
  }
  return (
    <section className="panel stack" aria-labelledby="clock">
      <h2 id="clock">{say("clockDoubt")}</h2>
      <p className="measure">{say("clockDoubtSay")}</p>
      <dl className="facts">
        {clock.expected !== undefined && (
          <>
            <dt>{say("clockExpected")}</dt>
            <dd>
              <Time at={clock.expected} />
            </dd>
          </>
        )}
        {clock.found !== undefined && (
          <>
            <dt>{say("clockFound")}</dt>
            <dd>
              <Time at={clock.found} />
            </dd>
          </>
        )}
      </dl>
      {confirm.error !== null && <Problem error={confirm.error} safe={say("clockSafe")} isChange />}
      {may("confirmClock") ? (
        <ClockForm isPending={confirm.isPending} onConfirm={(time) => confirm.mutate(time)} />
      ) : (
        <p>{say("clockOperator")}</p>
      )}
    </section>
  );
}

function ClockForm({
  isPending,
  onConfirm,
}: {
  readonly isPending: boolean;
  readonly onConfirm: (time: string) => void;
}): ReactNode {
  const say = useWords("operations");
  const [time, setTime] = useState<string | undefined>(undefined);
  const [isChecked, setChecked] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (time !== undefined) onConfirm(time);
  };
  return (
    <Form className="stack-tight clock-form" onSubmit={submit}>
      <MomentEntry
        label={say("clockTime")}
        error={isChecked && time === undefined ? say("clockTimeMissing") : undefined}
        value={time ?? ""}
        onChange={setTime}
      />
      <div className="row">
        <Button weight="main" type="submit" isPending={isPending}>
          {say("clockConfirm")}
        </Button>
      </div>
    </Form>
  );
}
