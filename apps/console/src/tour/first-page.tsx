import type { ReactNode } from "react";
import { Page } from "../design/page.tsx";
import { useWords } from "../words/words.tsx";
import { DeedList } from "./deed-list.tsx";
import { NewTabLink } from "./new-tab-link.tsx";
import type { TourState } from "./tour-api.ts";
import { Unbroken } from "./unbroken.tsx";

/** What to do here, the scenes, and where the consoles are. */
export function FirstPage({ state }: { readonly state: TourState }): ReactNode {
  const say = useWords("tour");
  return (
    <Page title={say("title")} lead={say("lead")}>
      <DeedList state={state} />
      <section className="stack-tight">
        <h2>{say("agencies")}</h2>
        <p className="soft measure">{say("agenciesLead")}</p>
        <ul className="agencies">
          {state.agencies.map(({ name, localUrl }) => (
            <li key={name} className="panel stack-tight">
              <strong>
                <bdi>
                  <Unbroken text={name} />
                </bdi>
              </strong>
              <NewTabLink href={localUrl} says={say("agency.console")} about={name} />
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
