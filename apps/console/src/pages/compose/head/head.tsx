import { useQuery } from "@tanstack/react-query";
import { memo, type ReactNode, useEffect, useMemo, useState } from "react";
import { Link } from "react-aria-components/Link";
import { AgencyName, hostOf } from "../../../app/agency-name.tsx";
import type { Answer } from "../../../app/gateway.ts";
import { messageQuery, partnersQuery, sendableQuery } from "../../../app/shared-queries.ts";
import { Choice } from "../../../design/choice.tsx";
import { CodeEntry } from "../../../design/code-entry.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";
import { firstBases, offeredBases, purposeOf } from "../state/reply-bases.ts";
import { kindsAbout } from "../state/reply-kinds.ts";
import type { WorkHead } from "../state/work.ts";
import { FoldedBases } from "./folded-bases.tsx";

type Purpose = Answer<"whatMayBeSent">["agreements"][number]["purposes"][number];

/** For whom the message is, for what, and on which ground. Each choice narrows the ones after it. */
export const Head = memo(function Head({
  head,
  answered = NO_BASES,
  onChange,
}: {
  readonly head: WorkHead;
  /** Legal bases of the message that this one goes on with. */
  readonly answered?: readonly string[] | undefined;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const partners = useQuery(partnersQuery);
  const sendable = useQuery({
    ...sendableQuery(head.recipient ?? ""),
    enabled: head.recipient !== undefined,
  });
  const agencies = useMemo(
    () =>
      (partners.data?.entries ?? [])
        .filter(({ agreements }) => agreements.length > 0)
        .map(({ entity }) => ({ value: entity, name: hostOf(entity) })),
    [partners.data],
  );
  const open = useMemo(() => openingsOf(sendable.data), [sendable.data]);
  const purposes = [...new Set(open.map(({ purpose }) => purpose.purpose))];
  const agreements = open.filter(({ purpose }) => purpose.purpose === head.purpose);
  const chosen = agreements.find(({ agreement }) => agreement === head.agreement)?.purpose;
  const set = (next: Partial<WorkHead>): void => onChange({ do: "head", head: next });
  const [isMoved, setMoved] = useState(false);
  useEffect(() => {
    if (!isMoved || sendable.data === undefined) return;
    setMoved(false);
    onChange({ do: "head", head: narrowed(open, head, head.purpose) });
  }, [isMoved, sendable.data, open, head, onChange]);
  if (head.inReplyTo !== undefined) return <ReplyHead {...{ head, answered, onChange }} />;
  return (
    <div className="compose-head">
      {partners.error !== null && <Problem error={partners.error} />}
      {sendable.error !== null && (
        <Problem error={sendable.error} onAgain={() => void sendable.refetch()} />
      )}
      <CodeEntry
        label={say("recipient")}
        options={agencies}
        value={head.recipient}
        onChange={(recipient) => {
          if (recipient === undefined) return;
          set({ recipient });
          // Under the agreements with that agency, once they are there.
          setMoved(true);
        }}
      />
      <Choice
        label={say("purpose")}
        help={say("purposeHelp")}
        options={purposes.map((one) => ({ value: one, name: names.purpose(one) }))}
        value={head.purpose}
        onChange={(purpose) => set(narrowed(open, head, purpose))}
      />
      <Choice
        label={say("agreement")}
        options={agreements.map(({ agreement }) => ({ value: agreement, name: agreement }))}
        value={head.agreement}
        onChange={(agreement) => set({ agreement })}
      />
      <Choice
        label={say("messageType")}
        options={(chosen?.opensWith ?? []).map((one) => ({
          value: one,
          name: names.code("message_type", one),
        }))}
        value={head.messageType}
        onChange={(messageType) => set({ messageType })}
      />
      <FoldedBases
        offered={chosen?.legalBases ?? []}
        bases={head.legalBases}
        onChange={(legalBases) => set({ legalBases })}
      />
      {head.recipient !== undefined && sendable.data !== undefined && open.length === 0 && (
        <Notice tone="warn" title={say("noSendable")} />
      )}
    </div>
  );
});

/** Of an answer everything is known from the message that it answers, but of what kind it is and its legal basis. */
function ReplyHead({
  head,
  answered,
  onChange,
}: {
  readonly head: WorkHead;
  readonly answered: readonly string[];
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const { recipient, purpose, messageType, inReplyTo = "" } = head;
  const { data } = useQuery({
    ...sendableQuery(recipient ?? ""),
    enabled: recipient !== undefined,
  });
  const about = useQuery(messageQuery(inReplyTo));
  const admitted = kindsAbout(purposeOf(data, head)?.continuesWith ?? [], about.data);
  const types =
    messageType === undefined || admitted.includes(messageType)
      ? admitted
      : [messageType, ...admitted];
  const choose = (next: string): void => {
    const before = [...head.legalBases, ...answered];
    const legalBases = firstBases(data, { ...head, messageType: next }, before);
    onChange({ do: "kind", messageType: next, legalBases });
  };
  return (
    <div className="compose-head">
      <dl className="facts wide">
        <dt>{say("recipient")}</dt>
        <dd>{recipient !== undefined && <AgencyName entity={recipient} />}</dd>
        <dt>{say("purpose")}</dt>
        <dd>{purpose !== undefined && names.purpose(purpose)}</dd>
        <dt>{say("answers")}</dt>
        <dd>
          <Link href={`/messages/${inReplyTo}`}>{say("showMessage")}</Link>
        </dd>
      </dl>
      <Choice
        label={say("messageType")}
        options={types.map((one) => ({ value: one, name: names.code("message_type", one) }))}
        value={messageType}
        onChange={choose}
      />
      <FoldedBases
        offered={offeredBases(data, head)}
        bases={head.legalBases}
        onChange={(legalBases) => onChange({ do: "head", head: { legalBases } })}
      />
    </div>
  );
}

const NO_BASES: readonly string[] = [];

interface Opening {
  readonly agreement: string;
  readonly purpose: Purpose;
}

/** The purposes for which the agency may open an exchange, under each agreement. */
function openingsOf(sendable: Answer<"whatMayBeSent"> | undefined): readonly Opening[] {
  return (sendable?.agreements ?? [])
    .filter(({ isUsable }) => isUsable)
    .flatMap(({ id, purposes }) =>
      purposes
        .filter(({ opensWith }) => opensWith.length > 0)
        .map((purpose) => ({ agreement: id, purpose })),
    );
}

/** A purpose, with what of the rest still fits it; where only one fits, that one is taken. Nothing, where it is not open. */
function narrowed(
  open: readonly Opening[],
  head: WorkHead,
  purpose: string | undefined,
): Partial<WorkHead> {
  const fitting = open.filter((one) => one.purpose.purpose === purpose);
  const kept = fitting.find(({ agreement }) => agreement === head.agreement) ?? fitting[0];
  const types: readonly string[] = kept?.purpose.opensWith ?? [];
  const admitted = new Set(kept?.purpose.legalBases.map(({ basis }) => basis));
  const isTypeKept = head.messageType !== undefined && types.includes(head.messageType);
  return {
    purpose: kept?.purpose.purpose,
    agreement: kept?.agreement,
    messageType: isTypeKept ? head.messageType : types.length === 1 ? types[0] : undefined,
    legalBases: head.legalBases.filter((basis) => admitted.has(basis)),
  };
}
