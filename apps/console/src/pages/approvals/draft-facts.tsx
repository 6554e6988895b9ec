import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { AgencyName } from "../../app/agency-name.tsx";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { Time } from "../../design/time.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";

/** The facts of a draft, such as its recipient, its purpose and who composed it. Its content is shown elsewhere. */
export function DraftFacts({
  entry,
}: {
  readonly entry: Omit<DraftEntry, "state" | "message"> & {
    /** The message that it goes on with: only who reads the draft learns it. */
    readonly inReplyTo?: string | undefined;
  };
}): ReactNode {
  const say = useWords("approvals");
  const sayOfWriting = useWords("compose");
  const names = useNames();
  const { recipient, purpose, messageType, agreement, composer, changedAt } = entry;
  const { approval, returned, inReplyTo } = entry;
  return (
    <section className="panel" aria-label={say("about")}>
      <dl className="facts">
        <dt>{say("recipient")}</dt>
        <dd>
          <AgencyName entity={recipient} />
        </dd>
        <dt>{say("kind")}</dt>
        <dd>{names.code("message_type", messageType)}</dd>
        {inReplyTo !== undefined && (
          <>
            <dt>{sayOfWriting("answers")}</dt>
            <dd>
              <Link href={`/messages/${inReplyTo}`}>{sayOfWriting("showMessage")}</Link>
            </dd>
          </>
        )}
        <dt>{say("purpose")}</dt>
        <dd>{names.purpose(purpose)}</dd>
        <dt>{say("agreement")}</dt>
        <dd>
          <bdi dir="ltr">{agreement}</bdi>
        </dd>
        <dt>{say("composer")}</dt>
        <dd>
          <bdi>{composer}</bdi>
        </dd>
        <dt>{say("changedAt")}</dt>
        <dd>
          <Time at={changedAt} />
        </dd>
        {approval !== undefined && (
          <>
            <dt>{say("approval")}</dt>
            <dd>
              {say("approvedBy", { officer: approval.officer })} <Time at={approval.at} />
            </dd>
          </>
        )}
        {returned !== undefined && (
          <>
            <dt>{say("sentBack")}</dt>
            <dd>
              {say("returnedBy", { officer: returned.officer })} <Time at={returned.at} />
              <br />
              {say(`return.${returned.reason}`)}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
