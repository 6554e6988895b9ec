import type { ReactNode } from "react";
import { useColon } from "../../../words/colon.ts";
import { useList } from "../../../words/lists.ts";
import { LOCALES } from "../../../words/locales.ts";
import { useNames } from "../../../words/names.ts";
import { useLocale, useWords } from "../../../words/words.tsx";
import { useTitles } from "../../case/body-view.tsx";
import { Fact } from "../../case/fact.tsx";
import type { Content } from "../facts/queries.ts";

/** What the sender has stated with the content: how it may be used, how urgent it is, why values are needed, on which consents it rests. */
export function StatedFacts({ message }: Pick<Content, "message">): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const colon = useColon();
  const titles = useTitles(message.body);
  const list = useList();
  const { comma } = LOCALES[useLocale().locale];
  const { clear, private: hidden } = message;
  const conditions = clear["env.handling.conditions"];
  const { level = "routine", ground = "none" } = hidden["private.urgency"] ?? {};
  const necessity = hidden["private.necessity"] ?? [];
  const consents = hidden["private.consentRefs"] ?? [];
  const authorisations = hidden["private.authorisations"] ?? [];
  return (
    <section className="panel stack">
      <h2>{say("stated")}</h2>
      <dl className="facts">
        {conditions.length > 0 && (
          <Fact name={say("conditions")}>
            {list(conditions.map((code) => names.code("handling_conditions", code)))}
          </Fact>
        )}
        <Fact name={say("urgency")}>{names.code("urgency_level", level)}</Fact>
        {ground !== "none" && (
          <Fact name={say("urgencyGround")}>{names.code("urgency_ground", ground)}</Fact>
        )}
        {necessity.length > 0 && (
          <Fact name={say("necessity")}>
            <ul className="plain-list">
              {necessity.map(({ path, reason }) => {
                const [gid = "", field = ""] = path.split("/");
                return (
                  <li key={path}>
                    <span className="soft">
                      {titles.get(gid)}
                      {comma}
                      {names.field(field)}
                      {colon}
                    </span>
                    {names.code("necessity_reason", reason)}
                  </li>
                );
              })}
            </ul>
          </Fact>
        )}
        {consents.length > 0 && (
          <Fact name={say("consents")}>
            <ul className="plain-list">
              {consents.map((reference) => (
                <li key={reference}>
                  <bdi dir="ltr" className="digest">
                    {reference}
                  </bdi>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {authorisations.length > 0 && (
          <Fact name={say("authorisations")}>{say("count", { count: authorisations.length })}</Fact>
        )}
      </dl>
    </section>
  );
}
