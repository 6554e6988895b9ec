import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import type { OpenWarning } from "../../app/open-warnings.ts";
import { useWarnings } from "../../app/warnings.ts";
import { Countdown } from "../../design/time.tsx";
import { useWords } from "../../words/words.tsx";

/** The warnings that nobody has answered, those that arrived and those of this agency. Nothing where there are none. */
export function WarningLists(): ReactNode {
  const say = useWords("danger");
  const { owed = [], awaited = [] } = useWarnings();
  return (
    <>
      {owed.length > 0 && (
        <List
          title={say("owed")}
          says={say("from")}
          warnings={owed}
          linkOf={(digest) => `/messages/${digest}`}
        />
      )}
      {awaited.length > 0 && (
        <List
          title={say("awaited")}
          says={say("to")}
          warnings={awaited}
          linkOf={(digest) => `/danger/${digest}`}
        />
      )}
    </>
  );
}

function List({
  title,
  says,
  warnings,
  linkOf,
}: {
  readonly title: string;
  readonly says: string;
  readonly warnings: readonly OpenWarning[];
  readonly linkOf: (digest: string) => string;
}): ReactNode {
  return (
    <section className="panel stack-tight">
      <h2>{title}</h2>
      <ul className="warning-list">
        {warnings.map(({ digest, other, by }) => (
          <li key={digest}>
            <Link to={linkOf(digest)}>
              {says} <AgencyName entity={other} />
            </Link>
            <Countdown by={by} />
          </li>
        ))}
      </ul>
    </section>
  );
}
