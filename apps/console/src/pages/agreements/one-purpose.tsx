import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { FieldDetails } from "./field-details.tsx";
import { MarkDisc } from "./mark.tsx";
import { type MatrixPart, markOf, type SendablePurpose } from "./matrix-model.ts";
import { secondOfficerWord } from "./second-officer.ts";

/** What one purpose carries, all of it in words. */
export function OnePurpose({
  purpose,
  parts,
}: {
  readonly purpose: SendablePurpose;
  readonly parts: readonly MatrixPart[];
}): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  return (
    <div className="stack">
      <PurposeTerms purpose={purpose} />
      {parts.map(({ kind, rows }) => {
        const carried = rows.flatMap(({ cells }) => cells.get(purpose.purpose) ?? []);
        if (carried.length === 0) return null;
        return (
          <section key={kind} className="panel stack-tight">
            <h3>{names.kind(kind)}</h3>
            <ul className="one-purpose">
              {carried.map((field) => (
                <li key={field.field}>
                  <details>
                    <summary>
                      <span className="one-purpose-field">
                        <MarkDisc mark={markOf(field)} />
                        <strong>{names.field(field.field)}</strong>
                        <span className="soft">{say(`mark.${markOf(field)}`)}</span>
                      </span>
                    </summary>
                    <FieldDetails field={field} />
                  </details>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** Who may begin with what, on which law, and whether a second officer looks at it. */
function PurposeTerms({ purpose }: { readonly purpose: SendablePurpose }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const list = useList();
  const { opensWith, continuesWith, obstacles = [], secondOfficer, legalBases } = purpose;
  const { requiredOneOf = [] } = purpose;
  const typesOf = (types: readonly string[]): string =>
    types.length === 0
      ? say("noMessages")
      : list(types.map((type) => names.code("message_type", type)));
  return (
    <>
      {obstacles.length > 0 && (
        <Notice tone="warn" title={say("cannotOpen")}>
          <ul>
            {obstacles.map((obstacle) => (
              <li key={obstacle}>{say(`obstacle.${obstacle}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <dl className="facts panel">
        <dt>{say("opensWith")}</dt>
        <dd>{typesOf(opensWith)}</dd>
        <dt>{say("continuesWith")}</dt>
        <dd>{typesOf(continuesWith)}</dd>
        {requiredOneOf.length > 0 && (
          <>
            <dt>{say("requiredOneOf")}</dt>
            <dd>{list(requiredOneOf.map((field) => names.field(field)))}</dd>
          </>
        )}
        <dt>{say("secondOfficer")}</dt>
        <dd>{say(secondOfficerWord(purpose.purpose, secondOfficer))}</dd>
        <dt>{say("legalBases")}</dt>
        <dd>
          <bdi dir="ltr">{legalBases.map(({ basis }) => basis).join(", ")}</bdi>
        </dd>
      </dl>
    </>
  );
}
