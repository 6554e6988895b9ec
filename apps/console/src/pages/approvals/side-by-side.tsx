import type { Draft } from "@safepassage/api";
import { type Body, findField, type Group } from "@safepassage/schema";
import { type ReactNode, useId } from "react";
import { Group as Row } from "react-aria-components/Group";
import type { Answer } from "../../app/gateway.ts";
import { useColon } from "../../words/colon.ts";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { useTitles } from "../case/body-view.tsx";
import { EvaluationText } from "../case/evaluation-text.tsx";
import { isAlike, shareEvaluation } from "../case/evaluations.ts";
import { inOrder } from "../case/in-order.ts";
import { ValueText } from "../case/value-text.tsx";
import type { Outcomes } from "../compose/state/outcomes.ts";
import { OutcomeView } from "./outcome-view.tsx";
import { placeOf } from "./places.ts";
import { rowsOf, type SeenValue } from "./rows-of.ts";

/** Each value of the case as it was composed, and beside it what leaves of it. */
export function SideBySide({
  draft,
  outcomes,
  added,
}: {
  readonly draft: Draft;
  readonly outcomes: Outcomes;
  readonly added: Answer<"preview">["added"];
}): ReactNode {
  const say = useWords("approvals");
  const heading = useId();
  const body = draft.body as Body;
  const titles = useTitles(body);
  const { shared, isOfAll } = shareEvaluation(Object.values(body));
  return (
    <section className="stack" aria-labelledby={heading}>
      <h2 className="unseen" id={heading}>
        {say("sideBySide")}
      </h2>
      {/* Over the columns. Each row tells its two sides apart by what becomes of the value. */}
      <div className="seen-heads" aria-hidden="true">
        <strong>{say("composed")}</strong>
        <strong>{say("leaves")}</strong>
      </div>
      {inOrder(body).map(([gid, group]) => (
        <GroupRows
          key={gid}
          gid={gid}
          group={group}
          titles={titles}
          outcomes={outcomes}
          added={added.filter((leaf) => leaf.gid === gid)}
          isEvaluated={!isAlike(group.meta, shared)}
        />
      ))}
      {shared !== undefined && (
        <EvaluationText name={isOfAll ? "evaluationAll" : "evaluationRest"} evaluation={shared} />
      )}
    </section>
  );
}

function GroupRows({
  gid,
  group,
  titles,
  outcomes,
  added,
  isEvaluated,
}: {
  readonly gid: string;
  readonly group: Group;
  readonly titles: ReadonlyMap<string, string>;
  readonly outcomes: Outcomes;
  readonly added: Answer<"preview">["added"];
  /** Whether it says how it is evaluated. */
  readonly isEvaluated: boolean;
}): ReactNode {
  const say = useWords("approvals");
  const sayCase = useWords("case");
  const names = useNames();
  const colon = useColon();
  const list = useList();
  const { kind: _kind, links, meta, leaves, ...headers } = group;
  const values: readonly SeenValue[] = [
    ...Object.entries(headers).map(([name, value]) => {
      const field = headerField(name);
      return { key: name, field, value, outcome: outcomes.ofHeader[`${gid}/${field}`] };
    }),
    ...leaves.map(({ f: field, v: value }, index) => {
      const key = placeOf(gid, index);
      return { key, field, value, outcome: outcomes.ofLeaf[key] };
    }),
  ];
  return (
    <section className="panel seen-group" aria-label={titles.get(gid)}>
      <header className="stack-tight">
        <h3>{titles.get(gid)}</h3>
        {links.length > 0 && (
          <p className="small soft">
            {sayCase("links")}
            {colon}
            {list(links.map((link) => titles.get(link) ?? ""))}
          </p>
        )}
        {meta !== undefined && isEvaluated && (
          <EvaluationText name="evaluation" evaluation={meta} />
        )}
      </header>
      {rowsOf(values).map((row) =>
        row.length > 1 ? (
          <TogetherRow key={row.map(({ key }) => key).join(" ")} values={row} />
        ) : (
          row.map(({ key, ...value }) => <ValueRow key={key} {...value} />)
        ),
      )}
      {added.map(({ f, v }) => (
        <Row key={f} aria-label={names.field(f)} className="seen-row">
          <div className="soft small">{say("addedLead")}</div>
          <div className="seen-leaves" data-outcome="coarsened">
            <div className="soft small">{names.field(f)}</div>
            <ValueText field={f} value={v} />
          </div>
        </Row>
      ))}
    </section>
  );
}

function ValueRow({ field, value, outcome }: Omit<SeenValue, "key">): ReactNode {
  const names = useNames();
  return (
    <Row aria-label={names.field(field)} className="seen-row">
      <ComposedValue field={field} value={value} />
      <OutcomeView field={field} value={value} outcome={outcome} />
    </Row>
  );
}

/** Values that stay for one reason, which is said once. */
function TogetherRow({ values }: { readonly values: readonly SeenValue[] }): ReactNode {
  const names = useNames();
  const list = useList();
  const fields = [...new Set(values.map(({ field }) => names.field(field)))];
  const [first] = values;
  return (
    <Row aria-label={list(fields)} className="seen-row">
      <div className="stack-tight">
        {values.map(({ key, field, value }) => (
          <ComposedValue key={key} field={field} value={value} />
        ))}
      </div>
      <OutcomeView
        field={first?.field ?? ""}
        value={first?.value}
        outcome={first?.outcome}
        isOfMany
      />
    </Row>
  );
}

function ComposedValue({ field, value }: Pick<SeenValue, "field" | "value">): ReactNode {
  const names = useNames();
  return (
    <div>
      <div className="soft small">{names.field(field)}</div>
      <ValueText field={field} value={value} />
    </div>
  );
}

/** The field of a member that stands beside the values: `ledCategory` is `subject.ledCategory`. */
function headerField(name: string): string {
  const id = `subject.${name}`;
  return findField(id) === undefined ? name : id;
}
