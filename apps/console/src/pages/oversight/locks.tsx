import { answerOf } from "@safepassage/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Form } from "react-aria-components/Form";
import { type Answer, gateway, queries } from "../../app/gateway.ts";
import { useMay, useSession } from "../../app/session.tsx";
import { Button } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { TextEntry } from "../../design/text-entry.tsx";
import { Time } from "../../design/time.tsx";
import { useWords } from "../../words/words.tsx";
import { ConfirmLock } from "./confirm-lock.tsx";
import "./oversight.css";

/** Who is locked out. An operator locks out and lets in; an auditor sees who is. */
export function Locks(): ReactNode {
  const say = useWords("oversight");
  const may = useMay();
  const { data, error, refetch } = useQuery({
    queryKey: ["locks"],
    queryFn: () => answerOf(gateway.v1.locks.$get()),
  });
  const [done, setDone] = useState<Done | undefined>(undefined);
  const change = useMutation({
    mutationFn: ({ officer, does }: Done) =>
      does === "lock"
        ? answerOf(gateway.v1.locks.$post({ json: { officer } }))
        : answerOf(gateway.v1.locks.removal.$post({ json: { officer } })),
    onMutate: () => setDone(undefined),
    onSuccess: (_, change) => {
      setDone(change);
      return queries.invalidateQueries({ queryKey: ["locks"] });
    },
  });
  return (
    <Page title={say("locks")} lead={say("locksLead")}>
      {may("lockOfficer") && (
        <LockForm
          isPending={change.isPending}
          onLock={(officer) => change.mutate({ officer, does: "lock" })}
        />
      )}
      <div role="status">
        {done !== undefined && (
          <Notice isStill tone="good" title={say(`done.${done.does}`, { officer: done.officer })} />
        )}
      </div>
      {change.error !== null && <Problem error={change.error} safe={say("lockSafe")} isChange />}
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.entries.length === 0 && <Notice title={say("noLocks")} />}
      {data !== undefined && data.entries.length > 0 && (
        <LockTable
          entries={data.entries}
          isPending={change.isPending}
          onUnlock={
            may("unlockOfficer")
              ? (officer) => change.mutate({ officer, does: "unlock" })
              : undefined
          }
        />
      )}
    </Page>
  );
}

interface Done {
  readonly officer: string;
  readonly does: "lock" | "unlock";
}

function LockForm({
  isPending,
  onLock,
}: {
  readonly isPending: boolean;
  readonly onLock: (officer: string) => void;
}): ReactNode {
  const say = useWords("oversight");
  const { me } = useSession();
  const [officer, setOfficer] = useState("");
  const [isChecked, setChecked] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isStaffId = STAFF_ID.test(officer);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (isStaffId) setAsking(true);
  };
  return (
    <Form className="panel stack lock-form" onSubmit={submit}>
      <h2>{say("lockTitle")}</h2>
      <TextEntry
        label={say("staffId")}
        help={say("staffIdHelp")}
        error={isChecked && !isStaffId ? say("staffIdWrong") : undefined}
        value={officer}
        isLtr
        mostUnits={32}
        onChange={(typed) => {
          setOfficer(typed);
          setChecked(false);
        }}
      />
      <div className="row">
        <Button weight="bad" type="submit" isPending={isPending}>
          {say("lock")}
        </Button>
      </div>
      {isAsking && (
        <ConfirmLock
          officer={officer}
          isOwn={officer.toLowerCase() === me.officer?.toLowerCase()}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onLock(officer);
          }}
        />
      )}
    </Form>
  );
}

function LockTable({
  entries,
  isPending,
  onUnlock,
}: {
  readonly entries: Answer<"listLocks">["entries"];
  readonly isPending: boolean;
  readonly onUnlock: ((officer: string) => void) | undefined;
}): ReactNode {
  const say = useWords("oversight");
  return (
    <table className="table records panel" aria-label={say("locks")}>
      <thead>
        <tr>
          <th scope="col">{say("staffId")}</th>
          <th scope="col">{say("since")}</th>
          {onUnlock !== undefined && <th scope="col">{say("change")}</th>}
        </tr>
      </thead>
      <tbody>
        {entries.map(({ officer, at }) => (
          <tr key={officer}>
            <th scope="row">
              <bdi dir="ltr">{officer}</bdi>
            </th>
            <td data-label={say("since")}>
              <Time at={at} />
            </td>
            {onUnlock !== undefined && (
              <td data-label={say("change")}>
                <Button
                  isDisabled={isPending}
                  aria-label={say("unlockOne", { officer })}
                  onPress={() => onUnlock(officer)}
                >
                  {say("unlock")}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** As the API takes it: 1 to 32 visible ASCII characters. */
const STAFF_ID = /^[\x21-\x7e]{1,32}$/;
