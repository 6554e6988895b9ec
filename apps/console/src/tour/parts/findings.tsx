import { LABELS_ENGLISH } from "@safepassage/policy";
import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import { LawText } from "../../design/law-text.tsx";
import { FindingSentence } from "../../pages/case/finding-sentence.tsx";
import { useColon } from "../../words/colon.ts";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useOrder } from "../../words/order.ts";
import { useWording } from "../../words/wording.ts";
import type { Finding } from "../tour-api.ts";
import { byField, Values } from "./values.tsx";

/**
 * What rules find, each with the fields that it is about, without values and without the law.
 *
 * @param rules - Rules that the step is about. Where some of them found something, what others found is left to the details.
 */
export function FoundBriefly({
  findings,
  rules,
}: {
  readonly findings: readonly Finding[];
  readonly rules: readonly string[];
}): ReactNode {
  const meant = findings.filter(({ rule }) => rules.includes(rule));
  const names = useNames();
  const list = useList();
  const colon = useColon();
  const order = useOrder();
  return (
    <ul className="found">
      {together(meant.length === 0 ? findings : meant).map(({ key, shown, same }) => {
        const fields = [...new Set(same.flatMap(({ field }) => field ?? []))];
        return (
          <li key={key}>
            {same.length > 1 && (
              <strong>
                {list(fields.map(names.field).sort(order))}
                {colon}
              </strong>
            )}
            <FindingSentence finding={shown} />
          </li>
        );
      })}
    </ul>
  );
}

/** What rules find, each with the values that it is about, and what to do. */
export function Findings({
  body,
  findings,
}: {
  readonly body: Body;
  readonly findings: readonly Finding[];
}): ReactNode {
  return together(findings).map(({ key, shown, same }) => {
    const values = same.flatMap((finding) => valuesAt(body, finding));
    return (
      <div key={key} className="finding stack-tight">
        {values.length > 0 && <Values of={byField(values)} />}
        <FindingSentence finding={shown} />
        <FixText finding={shown} />
      </div>
    );
  });
}

/** What to do about a finding. */
function FixText({ finding }: { readonly finding: Shown }): ReactNode {
  const wording = useWording();
  return (
    <LawText
      english={finding.fix}
      own={wording?.finding(finding)?.fix}
      isReviewed={wording?.isReviewed}
    />
  );
}

type Shown = Omit<Finding, "field"> & Partial<Pick<Finding, "field">>;

interface Together {
  readonly key: string;
  /** Names no field where it is said of several. */
  readonly shown: Shown;
  readonly same: readonly Finding[];
}

/** Findings of one rule that differ only in the field they name say the same. In the order of rules and fields, whatever the message's. */
function together(findings: readonly Finding[]): readonly Together[] {
  const sorted = findings.toSorted((one, other) =>
    orderOf(one).localeCompare(orderOf(other), "en"),
  );
  const said = Map.groupBy(sorted, (finding) => `${finding.rule} ${generally(finding)}`);
  return [...said].map(([key, same]) => {
    const [first] = same as [Finding, ...Finding[]];
    const { field: _, ...general } = { ...first, sentence: generally(first) };
    return { key, shown: same.length === 1 ? first : general, same };
  });
}

const orderOf = ({ rule, field = "" }: Finding): string => `${rule} ${field}`;

function generally({ sentence, field = "" }: Finding): string {
  const label: string = (LABELS_ENGLISH.fields as Readonly<Record<string, string>>)[field] ?? field;
  const general = sentence.replace(`“${label}”`, "this value");
  return general.charAt(0).toUpperCase() + general.slice(1);
}

/** The values that a finding points at (RFC 6901): none where it is about something that is missing, or about all. */
function valuesAt(body: Body, { pointer }: Finding) {
  const [, gid = "", field] = /^\/body\/([^/]+)\/(.+)$/.exec(pointer) ?? [];
  const leaves = body[gid]?.leaves.filter(({ f }) => f === field) ?? [];
  return leaves.map(({ f, v }) => ({ field: f, value: v }));
}
