import { answerOf } from "@safepassage/client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { gateway } from "../../app/gateway.ts";
import { MoreButton } from "../../app/more-button.tsx";
import { useMay } from "../../app/session.tsx";
import { agreementsQuery, type DraftEntry } from "../../app/shared-queries.ts";
import { approvalStateOf } from "../../app/waiting.ts";
import { Button, ButtonLink } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { Tag } from "../../design/tag.tsx";
import { Time } from "../../design/time.tsx";
import { useNow } from "../../words/clock.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { DeleteDraft } from "./delete-draft.tsx";
import { DraftKind } from "./draft-kind.tsx";
import "./drafts.css";
import { endsSoon } from "./ends-soon.ts";

/** The drafts that are open, whoever composed them. */
export function Drafts(): ReactNode {
  const say = useWords("approvals");
  const may = useMay();
  const [doomed, setDoomed] = useState<DraftEntry | undefined>(undefined);
  const {
    data,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    isFetchNextPageError,
  } = useInfiniteQuery({
    queryKey: ["drafts", "pages"],
    queryFn: ({ pageParam }) => {
      const query = { limit: PAGE, ...(pageParam !== "" && { cursor: pageParam }) };
      return answerOf(gateway.v1.drafts.$get({ query }));
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    // Besides the events: while a page hears none.
    refetchInterval: AGAIN_MS,
  });
  const drafts = useMemo(() => data?.pages.flatMap(({ entries }) => entries), [data]);
  return (
    <Page
      title={say("draftsTitle")}
      lead={say("draftsLead")}
      actions={may("keepDraft") && <ButtonLink href="/compose">{say("compose")}</ButtonLink>}
    >
      {error !== null && !isFetchNextPageError && (
        <Problem error={error} onAgain={() => void refetch()} />
      )}
      {drafts === undefined && error === null && <Loading />}
      {drafts?.length === 0 && (
        <Notice title={say("noDrafts")}>{may("keepDraft") && <p>{say("noDraftsLead")}</p>}</Notice>
      )}
      {drafts !== undefined && drafts.length > 0 && (
        <ol className="drafts" aria-label={say("draftsTitle")}>
          {drafts.map((draft) => (
            <DraftRow key={draft.id} draft={draft} onDelete={() => setDoomed(draft)} />
          ))}
        </ol>
      )}
      <MoreButton
        {...{ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error }}
      >
        {say("more")}
      </MoreButton>
      {doomed !== undefined && <DeleteDraft draft={doomed} onEnd={() => setDoomed(undefined)} />}
    </Page>
  );
}

function DraftRow({
  draft,
  onDelete,
}: {
  readonly draft: DraftEntry;
  readonly onDelete: () => void;
}): ReactNode {
  const say = useWords("approvals");
  const names = useNames();
  const may = useMay();
  const { day } = useTimes();
  const now = useNow();
  const { id, recipient, composer, changedAt, keptUntil, messageType } = draft;
  return (
    <li>
      <Link
        to={may("changeDraft") ? "/drafts/$id" : "/approvals/$id"}
        params={{ id }}
        className="draft-link"
      >
        <AgencyName entity={recipient} />
        <DraftKind {...draft} />
        <span className="stack-tight small">
          <span>{say("composedBy", { composer })}</span>
          <span className="soft">
            <Time at={changedAt} />
          </span>
        </span>
        <span className="stack-tight">
          <ApprovalTag draft={draft} />
          {keptUntil !== undefined && endsSoon(keptUntil, now) && (
            <Tag tone="warn">{say("keptUntil", { day: day(keptUntil.slice(0, 10)) })}</Tag>
          )}
        </span>
      </Link>
      {may("deleteDraft") && (
        <Button
          weight="quiet"
          aria-label={say("deleteOf", {
            kind: names.code("message_type", messageType),
            composer,
          })}
          onPress={onDelete}
        >
          {say("delete")}
        </Button>
      )}
    </li>
  );
}

/** Whether a second officer has approved a draft or sent it back, and who. Nothing where none has to. */
function ApprovalTag({ draft }: { readonly draft: DraftEntry }): ReactNode {
  const say = useWords("approvals");
  const { data } = useQuery(agreementsQuery);
  const { approval } = draft;
  if (approval !== undefined) {
    return <Tag tone="good">{say("approvedBy", { officer: approval.officer })}</Tag>;
  }
  if (data === undefined) return null;
  const state = approvalStateOf(draft, data.entries);
  if (state === "notNeeded") return null;
  if (state === "returned") {
    return <Tag tone="bad">{say("returnedBy", { officer: draft.returned?.officer ?? "" })}</Tag>;
  }
  return <Tag tone="warn">{say("waits")}</Tag>;
}

const PAGE = 50;
const AGAIN_MS = 20_000;
