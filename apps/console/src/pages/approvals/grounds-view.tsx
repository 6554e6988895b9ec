import type { Draft } from "@safepassage/api";
import { type Body, findField, type Draft as SentDraft } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Day } from "../../design/time.tsx";
import { useColon } from "../../words/colon.ts";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { BasisText } from "../case/basis-text.tsx";
import { useTitles } from "../case/body-view.tsx";

/** What a message rests on: laws, agreement, consents, reasons; and what its recipient may do with it. */
export function GroundsView({
  draft,
  sent,
}: {
  readonly draft: Draft;
  /** As it would leave. */
  readonly sent: SentDraft;
}): ReactNode {
  const say = useWords("approvals");
  const sayOfWriting = useWords("compose");
  const names = useNames();
  const colon = useColon();
  const { clear, private: hidden } = sent;
  const conditions = clear["env.handling.conditions"];
  const channelGround = clear["env.channelGround"];
  const urgency = hidden["private.urgency"];
  const necessity = hidden["private.necessity"] ?? [];
  return (
    <section className="panel stack">
      <h2>{say("grounds")}</h2>
      <dl className="facts">
        <dt>{say("legalBases")}</dt>
        <dd>
          {draft.legalBases.map((basis) => (
            <div key={basis}>
              <BasisText basis={basis} />
            </div>
          ))}
        </dd>
        {channelGround !== "none" && (
          <>
            <dt>{sayOfWriting("channelGround")}</dt>
            <dd>{names.code("channel_ground", channelGround)}</dd>
          </>
        )}
        <dt>{say("conditions")}</dt>
        <dd>
          {conditions.map((code) => (
            <div key={code}>{names.code("handling_conditions", code)}</div>
          ))}
        </dd>
        <dt>{say("urgency")}</dt>
        <dd>
          {names.code("urgency_level", urgency.level)}
          {urgency.ground !== "none" && colon + names.code("urgency_ground", urgency.ground)}
        </dd>
        <dt>{say("eraseBy")}</dt>
        <dd>
          <Day on={clear["env.retention.eraseBy"]} />
        </dd>
        {necessity.length > 0 && (
          <>
            <dt>{say("necessity")}</dt>
            <dd>
              {necessity.map(({ path, reason }) => (
                <div key={path}>
                  {names.field(path.slice(path.indexOf("/") + 1))}
                  {colon}
                  {names.code("necessity_reason", reason)}
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
      <Consents draft={draft} />
    </section>
  );
}

function Consents({ draft }: { readonly draft: Draft }): ReactNode {
  const say = useWords("approvals");
  const titles = useTitles(draft.body as Body);
  const consents = draft.consents ?? [];
  return (
    <div className="stack-tight">
      <h3>{say("consents")}</h3>
      {consents.length === 0 && <p className="soft">{say("consentsNone")}</p>}
      {consents.map(({ subject, record, scope }) => (
        <div key={subject} className="stack-tight">
          <strong>{titles.get(subject) ?? ""}</strong>
          <ConsentFacts record={record} scope={scope} />
        </div>
      ))}
    </div>
  );
}

/** A consent as the record of the agency has it. What the record lacks is left out. */
function ConsentFacts({
  record,
  scope = record["scope"],
}: {
  readonly record: Readonly<Record<string, unknown>>;
  readonly scope: unknown;
}): ReactNode {
  const say = useWords("approvals");
  const names = useNames();
  const list = useList();
  const { instant } = useTimes();
  const text = (name: string): string | undefined =>
    typeof record[name] === "string" && record[name] !== "" ? record[name] : undefined;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [say("consentStatus"), named("consent_status", text("status"))],
    [say("consentGiver"), named("consent_giver", text("giver"))],
    [say("consentGivenAt"), timed(text("givenAt"))],
    [say("consentUntil"), timed(text("validUntil"))],
    [say("consentScope"), Array.isArray(scope) ? list(scope.map(scopeName)) : undefined],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name} className="difference">
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
      )}
    </dl>
  );

  function named(list: string, code: string | undefined): string | undefined {
    return code === undefined ? undefined : names.code(list, code);
  }
  function timed(at: string | undefined): string | undefined {
    return at === undefined || Number.isNaN(Date.parse(at)) ? at : instant(at);
  }
  function scopeName(one: unknown): string {
    const id = String(one);
    return findField(id) === undefined ? names.kind(id) : names.field(id);
  }
}
