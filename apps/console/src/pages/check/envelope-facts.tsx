import type { LastingClear } from "@safepassage/schema";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { Day, Time } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { Fact } from "../case/fact.tsx";

/** Who writes to whom, when, why, and by which law and agreement. */
export function EnvelopeFacts({ clear }: { readonly clear: LastingClear }): ReactNode {
  const say = useWords("check");
  const names = useNames();
  const list = useList();
  const agreement = clear["env.agreementRef"];
  const eraseBy = clear["env.retention.eraseBy"];
  const conditions = clear["env.handling.conditions"] ?? [];
  return (
    <dl className="facts">
      <Fact name={say("from")}>
        <AgencyName entity={clear["env.sender.agencyId"]} />
      </Fact>
      <Fact name={say("to")}>
        <AgencyName entity={clear["env.recipient.agencyId"]} />
      </Fact>
      <Fact name={say("made")}>
        <Time at={clear["env.createdAt"]} />
      </Fact>
      <Fact name={say("type")}>
        <bdi>{names.code("message_type", clear["env.messageType"])}</bdi>
      </Fact>
      <Fact name={say("purpose")}>
        <bdi>{names.purpose(clear["env.purpose"])}</bdi>
      </Fact>
      <Fact name={say("bases")}>
        <bdi dir="ltr">{clear["env.legalBasis"].join(", ")}</bdi>
      </Fact>
      <Fact name={say("agreement")}>
        <bdi>{agreement.id}</bdi> <bdi>{agreement.version}</bdi>
        <br />
        <bdi dir="ltr" className="digest">
          {agreement.sha256}
        </bdi>
      </Fact>
      {conditions.length > 0 && (
        <Fact name={say("conditions")}>
          <bdi>{list(conditions.map((code) => names.code("handling_conditions", code)))}</bdi>
        </Fact>
      )}
      <Fact name={say("eraseBy")}>
        {/* Of another catalogue it may have another form. */}
        {isDay(eraseBy) ? <Day on={eraseBy} /> : <bdi>{eraseBy}</bdi>}
      </Fact>
    </dl>
  );
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
