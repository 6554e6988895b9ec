import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { useWaiting } from "../../app/use-waiting.ts";
import { Loading } from "../../design/loading.tsx";
import { type Column, LongList } from "../../design/long-list.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { Time } from "../../design/time.tsx";
import { useWords } from "../../words/words.tsx";
import { DraftKind } from "../drafts/draft-kind.tsx";

/** Drafts that wait for whoever has signed in to approve them. */
export function Approvals(): ReactNode {
  const say = useWords("approvals");
  const { drafts, returned, error, again } = useWaiting();
  const columns: readonly Column<DraftEntry>[] = [
    { name: say("changedAt"), width: "11.5rem", show: ({ changedAt }) => <Time at={changedAt} /> },
    {
      name: say("recipient"),
      width: "1fr",
      show: ({ recipient }) => <AgencyName entity={recipient} />,
    },
    { name: say("kind"), width: "1.4fr", show: (draft) => <DraftKind {...draft} /> },
    { name: say("composer"), width: "9rem", show: ({ composer }) => <bdi>{composer}</bdi> },
  ];
  return (
    <Page title={say("title")} lead={say("lead")}>
      {error !== null && <Problem error={error} onAgain={again} />}
      {drafts === undefined && error === null && <Loading />}
      {drafts?.length === 0 && (
        <Notice title={say("nothing")}>
          <p>{say("nothingLead")}</p>
        </Notice>
      )}
      {drafts !== undefined && drafts.length > 0 && (
        <LongList
          label={say("title")}
          items={drafts}
          columns={columns}
          keyOf={idOf}
          linkOf={({ id }) => `/approvals/${id}`}
          isMore={false}
          onMore={() => {}}
        />
      )}
      {returned !== undefined && returned.length > 0 && (
        <section className="stack">
          <h2>{say("sentBack")}</h2>
          <p className="measure">{say("sentBackList")}</p>
          <LongList
            label={say("sentBack")}
            items={returned}
            columns={columns}
            keyOf={idOf}
            linkOf={({ id }) => `/approvals/${id}`}
            isMore={false}
            onMore={() => {}}
          />
        </section>
      )}
    </Page>
  );
}

const idOf = ({ id }: { readonly id: string }): string => id;
