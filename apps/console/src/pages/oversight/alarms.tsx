import { answerOf } from "@safepassage/client";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { AgencyName, hostOf } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import { Choice } from "../../design/choice.tsx";
import { Page } from "../../design/page.tsx";
import { Time } from "../../design/time.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { alarmLink, alarmName } from "./alarm-words.ts";
import { PagedTable } from "./paged-table.tsx";

type AlarmEntry = Answer<"listAlarms">["entries"][number];

/** What a person must look at: what happened, and what to do. */
export function Alarms(): ReactNode {
  const say = useWords("oversight");
  // Waits for the names here: a part that waited would hide the heading, which has the focus.
  useNames();
  const [event, setEvent] = useState<AlarmKind | typeof ALL>(ALL);
  return (
    <Page title={say("alarms")} lead={say("alarmsLead")}>
      <div className="row actions">
        <Choice
          label={say("kind")}
          options={[
            { value: ALL, name: say("all") },
            ...KINDS.map((kind) => ({ value: kind, name: say(`alarmKind.${kind}`) })),
          ]}
          value={event}
          onChange={setEvent}
        />
      </div>
      <PagedTable<AlarmEntry>
        key={event}
        label={say("alarms")}
        queryKey={["alarms", "all", event]}
        empty={say(event === ALL ? "noAlarms" : "noneFits")}
        only={event === ALL ? [] : [say(`alarmKind.${event}`)]}
        fetchPage={(place) =>
          answerOf(gateway.v1.alarms.$get({ query: { ...place, ...(event !== ALL && { event }) } }))
        }
        columns={[
          { name: say("when"), show: ({ at }) => <Time at={at} /> },
          { name: say("alarmSays"), show: (alarm) => <AlarmText alarm={alarm} /> },
          {
            name: say("agency"),
            show: ({ other }) =>
              other === undefined ? (
                <span className="soft">{say("nobody")}</span>
              ) : (
                <AgencyName entity={other} />
              ),
          },
          { name: say("about"), show: (alarm) => <AlarmAbout alarm={alarm} /> },
        ]}
      />
    </Page>
  );
}

/** What happened and what to do: in the language of the page, or as the gateway says it where the page knows no words. */
function AlarmText({ alarm }: { readonly alarm: AlarmEntry }): ReactNode {
  const say = useWords("oversight");
  const names = useNames();
  const name = alarmName(alarm);
  if (name === undefined) {
    return (
      <div lang="en" dir="ltr">
        <strong>{alarm.says}</strong>
        <p>{alarm.act}</p>
      </div>
    );
  }
  const { event, other, country, authority, code } = alarm;
  // Its code is the agency that has signed the decision.
  const isOfIssuer = event === "decisionKeyStolen";
  const values = {
    other: other === undefined ? say("anAgency") : hostOf(other),
    issuer: code !== undefined && isOfIssuer ? hostOf(code) : say("anAgency"),
    country: country === undefined ? say("yourState") : names.code("iso3166-1", country),
  };
  return (
    <div>
      <strong>{say(`alarm.${name}`, values)}</strong>
      <p>{say(`alarmDo.${name}`, values)}</p>
      {authority !== undefined && <p>{say("authority", { authority: hostOf(authority) })}</p>}
      {code !== undefined && !isOfIssuer && <p className="small soft">{say("code", { code })}</p>}
    </div>
  );
}

function AlarmAbout({ alarm }: { readonly alarm: AlarmEntry }): ReactNode {
  const say = useWords("oversight");
  const link = alarmLink(alarm);
  if (link === undefined) return <span className="soft">{say("nobody")}</span>;
  return (
    <Link to={link}>{say(LINKS.find(([path]) => link.startsWith(path))?.[1] ?? "toMessage")}</Link>
  );
}

type AlarmKind = (typeof KINDS)[number];

const ALL = "all";
/** What the link of an alarm shows, by the beginning of its address. */
const LINKS = [
  ["/refusals", "toRefusals"],
  ["/approvals/", "toDraft"],
  ["/drafts/", "toDraft"],
] as const;
const KINDS = [
  "emergencyArrived",
  "quarantineAlarm",
  "emergencyRefused",
  "manyEmergenciesRefused",
  "emergencyUndelivered",
  "warningUnanswered",
  "warningCorrected",
  "reviewOverdue",
  "alertStands",
  "sourceChanged",
  "consentEnded",
  "evidenceErased",
  "locatedTakenBack",
  "partnerKeyStolen",
  "decisionKeyStolen",
  "handoverUnanswered",
  "draftWaits",
  "manyWarnings",
  "manyWarningsByOfficer",
  "reviewedAgain",
  "glassBroken",
  "certificateOverdue",
  "erasureUntold",
  "messageUndelivered",
  "breachReported",
  "intakeFull",
] as const;
