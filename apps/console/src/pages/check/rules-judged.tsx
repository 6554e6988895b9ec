import { findRule } from "@safepassage/schema";
import type { Judgement, NotEvaluated } from "@safepassage/validator";
import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useList } from "../../words/lists.ts";
import { useWords } from "../../words/words.tsx";
import { groupNeeds } from "./needs.ts";

/** Which rules were judged, which were not, and what those lack: which file would help. */
export function RulesJudged({
  judgement,
  undecided,
}: {
  readonly judgement: Judgement;
  /** Rules without which nothing may be called accepted. */
  readonly undecided: readonly NotEvaluated[];
}): ReactNode {
  const say = useWords("check");
  const list = useList();
  const { evaluated, notApplicable, notEvaluated, notImplemented } = judgement;
  const broken = new Set(judgement.findings.map(({ rule }) => rule));
  const kept = evaluated.filter((rule) => !broken.has(rule));
  const open = new Set(notEvaluated.map(({ rule }) => rule)).size;
  return (
    <section className="stack-tight">
      <h3>{say("rules")}</h3>
      <p>
        {say("rulesCount", {
          ...{ judged: evaluated.length, open },
          other: notApplicable.length + notImplemented.length,
        })}
      </p>
      {undecided.length > 0 && (
        <Notice tone="warn" title={say("undecided")} isStill>
          <p>
            {say("undecidedLead", {
              rules: list([...new Set(undecided.map(({ rule }) => rule))]),
            })}
          </p>
        </Notice>
      )}
      <Waiting notEvaluated={notEvaluated} />
      <RuleList title={say("rulesKept", { count: kept.length })} rules={kept} />
      <RuleList
        title={say("rulesNotApplicable", { count: notApplicable.length })}
        rules={notApplicable}
      />
    </section>
  );
}

function Waiting({
  notEvaluated,
}: {
  readonly notEvaluated: Judgement["notEvaluated"];
}): ReactNode {
  const say = useWords("check");
  const list = useList();
  return groupNeeds(notEvaluated).map(({ needs, rules, missing }) => {
    const what = list(needs.map((need) => say(`need.${need}`)));
    return (
      <RuleList
        key={needs.join(" ")}
        title={say("rulesWait", { count: rules.length, what })}
        rules={rules}
      >
        {needs.map((need) => (
          <p key={need}>{say(`needFix.${need}`)}</p>
        ))}
        <p className="soft">
          <bdi dir="ltr" className="digest">
            {missing.join(", ")}
          </bdi>
        </p>
      </RuleList>
    );
  });
}

/** Rules with the law that they rest on. Closed at first: there are many. */
function RuleList({
  title,
  rules,
  children,
}: {
  readonly title: string;
  readonly rules: readonly string[];
  readonly children?: ReactNode;
}): ReactNode {
  if (rules.length === 0) return null;
  return (
    <details className="check-details">
      <summary>{title}</summary>
      <div className="stack-tight small">
        {children}
        <ul className="check-rules">
          {rules.map((rule) => (
            <li key={rule}>
              <bdi dir="ltr">
                {rule} {findRule(rule)?.citation}
              </bdi>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
