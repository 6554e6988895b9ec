import type { Agreement } from "@safepassage/schema";
import type { ReactNode } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { usePeriods } from "../../words/periods.ts";
import { useWords } from "../../words/words.tsx";

/** What an agreement says of logs, who may read them, and who countersigns them. */
export function LogTerms({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const say = useWords("agreements");
  const period = usePeriods();
  const { logRetention, documentation, justificationReaders, degraded, witnesses } = agreement;
  return (
    <dl className="facts">
      <dt>{say("logRetention")}</dt>
      <dd>{period(logRetention)}</dd>
      <dt>{say("documentation")}</dt>
      <dd>{period(documentation)}</dd>
      <dt>{say("readers")}</dt>
      <dd>
        {justificationReaders === undefined ? (
          say("readersUnknown")
        ) : (
          <ul className="plain">
            {READERS.filter((reader) => justificationReaders.includes(reader)).map((reader) => (
              <li key={reader}>{say(`reader.${reader}`)}</li>
            ))}
          </ul>
        )}
      </dd>
      <dt>{say("degraded")}</dt>
      <dd>
        {degraded === undefined
          ? say("nothingAgreed")
          : say("degradedSay", { period: period(degraded.queue), count: degraded.journal })}
      </dd>
      <dt>{say("witnesses")}</dt>
      <dd>
        {witnesses === undefined ? (
          say("nothingAgreed")
        ) : (
          <>
            <p>{say("witnessesSay", { count: witnesses.quorum })}</p>
            <ul className="plain">
              {witnesses.members.map(({ entity, key, supervisory }) => (
                <li key={key}>
                  {say(supervisory ? "witnessSupervisory" : "witness", { agency: hostOf(entity) })}
                  <p className="small soft">
                    {say("key")}{" "}
                    <bdi dir="ltr" className="digest">
                      {key}
                    </bdi>
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
      </dd>
    </dl>
  );
}

const READERS = [
  "supervisor",
  "dataProtectionOfficer",
  "internalAudit",
  "supervisoryAuthority",
  "criminalCourt",
] as const;
