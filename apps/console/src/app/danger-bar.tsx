import type { ReactNode } from "react";
import { ButtonLink } from "../design/button.tsx";
import { Countdown } from "../design/time.tsx";
import { useWords } from "../words/words.tsx";
import { AgencyName } from "./agency-name.tsx";
import type { OpenWarning } from "./open-warnings.ts";
import { useWarningNotice } from "./warning-notice.ts";
import { useWarnings } from "./warnings.ts";
import "./danger-bar.css";

/** Tells on each page of warnings that wait for an answer of this agency, and of its own that nobody has answered in time. */
export function DangerBar(): ReactNode {
  const say = useWords("shell");
  const { owed, awaited, isUnknown } = useWarnings();
  useWarningNotice(owed, { title: say("warningNotice"), body: say("warningNoticeBody") });
  const unanswered = awaited?.filter(({ isOverdue }) => isOverdue) ?? [];
  const count = owed?.length ?? 0;
  return (
    <>
      {/* Says once that there are some: the clocks beside them change each second. */}
      <p className="unseen" role="alert">
        {count > 0 && say("warningsOwed", { count })}
      </p>
      {isUnknown && (
        <p className="danger-bar" role="status">
          {say("warningsUnknown")}
        </p>
      )}
      {count > 0 && (
        <section className="danger-bar" aria-label={say("warnings")}>
          {owed?.slice(0, MOST_SHOWN).map((warning) => (
            <Row key={warning.digest} warning={warning} says={say("warningFrom")}>
              <ButtonLink weight="main" href={`/messages/${warning.digest}`}>
                {say("warningOpen")}
              </ButtonLink>
            </Row>
          ))}
          {count > MOST_SHOWN && (
            <p>
              <ButtonLink href="/danger">{say("warningsAll", { count })}</ButtonLink>
            </p>
          )}
        </section>
      )}
      {unanswered.length > 0 && (
        <section className="danger-bar" aria-label={say("warningsUnanswered")}>
          {unanswered.slice(0, MOST_SHOWN).map((warning) => (
            <Row key={warning.digest} warning={warning} says={say("warningNoAnswer")}>
              <ButtonLink href={`/danger/${warning.digest}`}>{say("warningShow")}</ButtonLink>
            </Row>
          ))}
        </section>
      )}
    </>
  );
}

function Row({
  warning,
  says,
  children,
}: {
  readonly warning: OpenWarning;
  readonly says: string;
  readonly children: ReactNode;
}): ReactNode {
  const { other, by } = warning;
  return (
    <div className="danger-bar-row">
      <p>
        <strong>{says}</strong> <AgencyName entity={other} /> <Countdown by={by} />
      </p>
      {children}
    </div>
  );
}

const MOST_SHOWN = 3;
