import { Link, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Choice } from "../../design/choice.tsx";
import { Page } from "../../design/page.tsx";
import { Time } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { returnName } from "../approvals/return-reasons.ts";
import { ACTS, actLink, codeName, reviewOf, roleNames } from "./act-words.ts";
import { ActsFilter, type ActsOf, DraftLink, OfDraft } from "./acts-filter.tsx";
import { fetchActs } from "./acts-query.ts";
import { PagedTable } from "./paged-table.tsx";
import type { ActEntry } from "./read-acts.ts";
import { SaveActs } from "./save-acts.tsx";

/** Who has read, sent, approved and locked what. */
export function Acts(): ReactNode {
  const say = useWords("oversight");
  // Waits for the names here: a part that waited would hide the heading, which has the focus.
  useNames();
  const [act, setAct] = useState<ActEntry["act"] | typeof ALL>(ALL);
  const [of, setOf] = useState<ActsOf>({});
  const { ref } = useSearch({ strict: false });
  const { instant } = useTimes();
  const filter = { ...of, ...(ref !== undefined && { ref }), ...(act !== ALL && { act }) };
  const isAll = Object.keys(filter).length === 0;
  return (
    <Page title={say("acts")} lead={say("actsLead")}>
      <div className="row actions">
        <Choice
          label={say("kind")}
          options={[
            { value: ALL, name: say("all") },
            ...ACTS.map((one) => ({ value: one, name: say(`act.${one}`) })),
          ]}
          value={act}
          onChange={setAct}
        />
      </div>
      <ActsFilter onChange={setOf} />
      {ref !== undefined && <OfDraft id={ref} />}
      <SaveActs key={`file ${JSON.stringify(filter)}`} asked={filter} />
      <PagedTable<ActEntry>
        key={JSON.stringify(filter)}
        label={say("acts")}
        queryKey={["acts", filter]}
        empty={say(isAll ? "noActs" : "noneFits")}
        only={[
          ...(act === ALL ? [] : [say(`act.${act}`)]),
          ...(of.officer === undefined ? [] : [of.officer]),
          ...(of.since === undefined ? [] : [say("onlySince", { time: instant(of.since) })]),
          ...(of.until === undefined ? [] : [say("onlyUntil", { time: instant(of.until) })]),
        ]}
        fetchPage={(place) => fetchActs(filter, place)}
        columns={[
          { name: say("when"), show: ({ at }) => <Time at={at} /> },
          { name: say("who"), show: (entry) => <Who entry={entry} /> },
          { name: say("did"), show: (entry) => <Did entry={entry} /> },
          { name: say("about"), show: (entry) => <About entry={entry} /> },
        ]}
      />
    </Page>
  );
}

function Who({ entry: { act, officer, role } }: { readonly entry: ActEntry }): ReactNode {
  const say = useWords("oversight");
  const list = useList();
  return (
    <span className="stack-tight">
      {officer === undefined ? (
        <span className="soft">{say(OF_GATEWAY.has(act) ? "ofGateway" : "officerUnknown")}</span>
      ) : (
        <bdi dir="ltr">{officer}</bdi>
      )}
      {role !== undefined && (
        <span className="small soft">{list(roleNames(role).map((name) => say(name)))}</span>
      )}
    </span>
  );
}

function Did({ entry: { act, code } }: { readonly entry: ActEntry }): ReactNode {
  const say = useWords("oversight");
  return (
    <div>
      <p>{say(`act.${act}`)}</p>
      {code !== undefined && (
        <p className="small soft">
          <Detail act={act} code={code} />
        </p>
      )}
    </div>
  );
}

/** The reason of a reading or of sending a draft back, what a review decided, which state a database has, or the digest of what was approved. */
function Detail({
  act,
  code,
}: {
  readonly act: ActEntry["act"];
  readonly code: string;
}): ReactNode {
  const say = useWords("oversight");
  const sayOfDraft = useWords("approvals");
  const names = useNames();
  const { day, instant } = useTimes();
  const name = codeName(act, code);
  if (name !== undefined) return say(name);
  const back = act === "draftReturned" ? returnName(code) : undefined;
  if (back !== undefined) return sayOfDraft(back);
  if (act === "vitalReviewed") return names.code("review_outcome", code);
  if (act === "reviewed") {
    const { until, ground } = reviewOf(code);
    return until === undefined || ground === undefined
      ? say(code === "erase" ? "review.erase" : "review.kept")
      : say("review.keptUntil", { day: day(until), ground: names.code("review_ground", ground) });
  }
  if (act === "messageSubmitted") return <DraftLink id={code} />;
  const sentAs = act === "draftSubmitted" ? actLink("messageSubmitted", code) : undefined;
  if (sentAs !== undefined) return <Link to={sentAs}>{say("toMessage")}</Link>;
  if (OF_DATABASES.has(act) && !Number.isNaN(Date.parse(code))) {
    return say("stateOf", { time: instant(code) });
  }
  return (
    <>
      {APPROVALS.has(act) && `${say("approved")} `}
      <bdi dir="ltr" className="digest">
        {code}
      </bdi>
    </>
  );
}

function About({ entry: { act, ref } }: { readonly entry: ActEntry }): ReactNode {
  const say = useWords("oversight");
  if (ref === undefined) return <span className="soft">{say("nobody")}</span>;
  const link = actLink(act, ref);
  if (link !== undefined) return <Link to={link}>{say("toMessage")}</Link>;
  const isOfficer = act === "officerLocked" || act === "officerUnlocked";
  if (!isOfficer) return <DraftLink id={ref} />;
  return (
    <div className="small">
      <p className="soft">{say("officerMark")}</p>
      <bdi dir="ltr" className="digest">
        {ref}
      </bdi>
    </div>
  );
}

const ALL = "all";

const APPROVALS: ReadonlySet<ActEntry["act"]> = new Set<ActEntry["act"]>([
  "messageApproved",
  "draftApproved",
]);
/** Nobody has done them. */
const OF_GATEWAY: ReadonlySet<ActEntry["act"]> = new Set<ActEntry["act"]>([
  "draftExpired",
  "draftUnapproved",
  "databaseEarlier",
]);
/** Their code is the time of which a database is. */
const OF_DATABASES: ReadonlySet<ActEntry["act"]> = new Set<ActEntry["act"]>([
  "databaseRestored",
  "databaseEarlier",
]);
