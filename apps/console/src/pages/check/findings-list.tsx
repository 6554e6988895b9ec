import type { Body } from "@safepassage/schema";
import type { Finding } from "@safepassage/validator";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../../design/button.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { useTitles } from "../case/body-view.tsx";
import { FindingText } from "../case/finding-text.tsx";
import { type FindingsAtPlace, groupAlike, groupFindings } from "./group-findings.ts";

/**
 * What rules find, at its place in the message, errors first. Of many findings somebody can see those of one place or one
 * severity.
 *
 * @param body - Left out for a message whose form is not sound.
 */
export function FindingsList({
  findings,
  body,
  purpose,
}: {
  readonly findings: readonly Finding[];
  readonly body: Body | undefined;
  readonly purpose: string | undefined;
}): ReactNode {
  const say = useWords("check");
  const [severity, setSeverity] = useState<SeverityFilter>("all");
  const [place, setPlace] = useState("");
  const titleOf = useTitleOf(body);
  if (findings.length === 0) return <p>{say("noFindings")}</p>;
  const errors = findings.filter((one) => one.severity === "error").length;
  const warnings = findings.length - errors;
  const places = groupFindings(findings);
  const shown = groupFindings(
    findings.filter((one) => severity === "all" || one.severity === severity),
  ).filter(({ key }) => place === "" || key === place);
  return (
    <section className="stack">
      <h3>{say("findings")}</h3>
      <p role="status">{say("findingsCount", { errors, warnings })}</p>
      {findings.length > FEW && (
        <div className="check-filters">
          <Filter
            label={say("filterSeverity")}
            value={severity}
            options={[
              ["all", say("filterAll", { count: findings.length })],
              ["error", say("filterErrors", { count: errors })],
              ["warn", say("filterWarnings", { count: warnings })],
            ]}
            onChange={(next) => setSeverity(next === "error" || next === "warn" ? next : "all")}
          />
          <Filter
            label={say("filterPlace")}
            value={place}
            options={[
              ["", say("filterEverywhere")],
              ...places.map((one): [string, string] => [
                one.key,
                say("placeCount", { place: titleOf(one), count: one.findings.length }),
              ]),
            ]}
            onChange={setPlace}
          />
        </div>
      )}
      {shown.length === 0 && <p className="soft">{say("filterNone")}</p>}
      {shown.map((one) => (
        <Place key={`${one.key} ${severity}`} title={titleOf(one)} place={one} purpose={purpose} />
      ))}
    </section>
  );
}

function Place({
  title,
  place: { findings },
  purpose,
}: {
  readonly title: string;
  readonly place: FindingsAtPlace;
  readonly purpose: string | undefined;
}): ReactNode {
  const say = useWords("check");
  const [most, setMost] = useState(MANY);
  const rest = findings.length - most;
  return (
    <section className="stack-tight">
      <h4>
        <bdi>{say("placeCount", { place: title, count: findings.length })}</bdi>
      </h4>
      <ul className="check-findings">
        {groupAlike(findings.slice(0, most)).map(([finding, ...also]) => (
          <li key={`${finding.code} ${finding.fix} ${finding.pointer}`} className="stack-tight">
            <FindingText finding={finding} also={also} purpose={purpose} />
            {[finding, ...also].map(
              ({ field, pointer }) =>
                field === undefined &&
                pointer !== "" && (
                  <bdi key={pointer} dir="ltr" className="digest soft">
                    {pointer}
                  </bdi>
                ),
            )}
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <p>
          <Button onPress={() => setMost(most + MANY)}>{say("more", { count: rest })}</Button>
        </p>
      )}
    </section>
  );
}

function Filter({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="check-filter">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Names the places of a message as the view of its content does. */
function useTitleOf(body: Body | undefined): (place: FindingsAtPlace) => string {
  const say = useWords("check");
  const names = useNames();
  const titles = useTitles(body ?? NOBODY);
  return ({ part, gid = "", kind }) => {
    if (part !== "group") return say(`place.${part}`);
    return titles.get(gid) ?? say("place.group", { kind: names.kind(kind ?? "group"), gid });
  };
}

type SeverityFilter = "all" | Finding["severity"];

const NOBODY: Body = {};
/** So many can be seen at once. */
const FEW = 4;
const MANY = 20;
