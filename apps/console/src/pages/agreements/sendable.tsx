import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { partnersQuery, sendableQuery } from "../../app/shared-queries.ts";
import { Choice } from "../../design/choice.tsx";
import { CodeEntry } from "../../design/code-entry.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { MarkDisc } from "./mark.tsx";
import { Matrix } from "./matrix.tsx";
import { matrixOf, type SendableAgreement } from "./matrix-model.ts";
import { OnePurpose } from "./one-purpose.tsx";
import { useIsNarrow } from "./use-is-narrow.ts";

/** What may be sent to a partner under an agreement. Partner and agreement stand in the address. */
export function Sendable(): ReactNode {
  const say = useWords("agreements");
  const { partner, agreement } = useSearch({ strict: false });
  const navigate = useNavigate();
  const partners = useQuery(partnersQuery);
  const bound = useMemo(
    () => partners.data?.entries.filter(({ agreements }) => agreements.length > 0) ?? [],
    [partners.data],
  );
  const entity = partner ?? bound[0]?.entity;
  const sendable = useQuery({
    ...sendableQuery(entity ?? ""),
    enabled: entity !== undefined,
  });
  // Without a partner nothing is asked for.
  const isUnderWay = entity !== undefined || partners.error === null;
  const open = sendable.data?.agreements ?? [];
  const chosen = open.find(({ id }) => id === agreement) ?? open[0];
  const choose = (search: { readonly partner?: string; readonly agreement?: string }): void =>
    void navigate({ to: ".", search, replace: true, resetScroll: false });
  if (partners.data !== undefined && bound.length === 0 && partner === undefined) return null;
  return (
    <section className="stack" aria-labelledby="sendable">
      <div className="stack-tight">
        <h2 id="sendable">{say("sendable")}</h2>
        <p className="soft measure">{say("sendableLead")}</p>
      </div>
      <div className="row actions">
        <CodeEntry
          label={say("partner")}
          options={bound.map(({ entity: id }) => ({ value: id, name: hostOf(id) }))}
          value={entity}
          onChange={(next) => {
            if (next !== undefined) choose({ partner: next });
          }}
        />
        <Choice
          label={say("agreement")}
          options={open.map(({ id }) => ({ value: id, name: id }))}
          value={chosen?.id}
          onChange={(next) => choose({ ...(entity && { partner: entity }), agreement: next })}
        />
      </div>
      {partners.error !== null && (
        <Problem error={partners.error} onAgain={() => void partners.refetch()} />
      )}
      {sendable.error !== null && (
        <Problem error={sendable.error} onAgain={() => void sendable.refetch()} />
      )}
      {sendable.isPending && sendable.error === null && isUnderWay && <Loading />}
      {sendable.data !== undefined && open.length === 0 && (
        <Notice tone="warn" title={say("noAgreementWith")}>
          <p>{say("noAgreementFix")}</p>
        </Notice>
      )}
      {chosen !== undefined && <OfAgreement key={`${entity} ${chosen.id}`} agreement={chosen} />}
    </section>
  );
}

function OfAgreement({ agreement }: { readonly agreement: SendableAgreement }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const isNarrow = useIsNarrow();
  const { purposes, isUsable, id } = agreement;
  const parts = useMemo(() => matrixOf(purposes), [purposes]);
  const [view, setView] = useState<string>(ALL);
  const [wishedKind, setKind] = useState<string>(ALL);
  const one =
    purposes.find(({ purpose }) => purpose === view) ?? (isNarrow ? purposes[0] : undefined);
  if (!isUsable) {
    return (
      <Notice tone="warn" title={say("unusable")}>
        <p>{say("unusableFix")}</p>
      </Notice>
    );
  }
  if (parts.length === 0) return <Notice title={say("nothingSendable")} />;
  const cells = parts.reduce((sum, { rows }) => sum + rows.length * purposes.length, 0);
  const isLarge = one === undefined && cells > MOST_CELLS;
  const kind = isLarge && wishedKind === ALL ? parts[0]?.kind : wishedKind;
  const shown = kind === ALL ? parts : parts.filter((part) => part.kind === kind);
  return (
    <>
      <div className="row actions">
        <Choice
          label={say("show")}
          options={[
            ...(isNarrow ? [] : [{ value: ALL, name: say("allPurposes") }]),
            ...purposes.map(({ purpose }) => ({ value: purpose, name: names.purpose(purpose) })),
          ]}
          value={one?.purpose ?? ALL}
          onChange={setView}
        />
        <Choice
          label={say("kind")}
          options={[
            ...(isLarge ? [] : [{ value: ALL, name: say("allKinds") }]),
            ...parts.map((part) => ({ value: part.kind, name: names.kind(part.kind) })),
          ]}
          value={kind}
          onChange={setKind}
        />
      </div>
      <ul className="legend small">
        {MARKS.map((mark) => (
          <li key={mark}>
            <MarkDisc mark={mark} />
            {say(`legend.${mark}`)}
          </li>
        ))}
      </ul>
      {one === undefined ? (
        <Matrix label={say("matrixLabel", { agreement: id })} parts={shown} purposes={purposes} />
      ) : (
        <OnePurpose purpose={one} parts={shown} />
      )}
    </>
  );
}

const ALL = "all";
/** A larger table is shown one kind at a time: browsers would be slow with it, and people too. */
const MOST_CELLS = 700;
const MARKS = ["full", "part", "none"] as const;
