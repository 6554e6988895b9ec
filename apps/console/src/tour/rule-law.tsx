import { findRule, isCitationRead } from "@safepassage/schema";
import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";
import { Fold } from "./parts/fold.tsx";

/** The law behind rules, each once, for those who ask. */
export function LawFold({ rules }: { readonly rules: readonly string[] }): ReactNode {
  const say = useWords("tour");
  if (rules.length === 0) return null;
  return (
    <Fold title={say("law", { rules: rules.join(", ") })}>
      <ul className="small soft">
        {rules.map((rule) => (
          <li key={rule}>
            <RuleLaw rule={rule} />
          </li>
        ))}
      </ul>
    </Fold>
  );
}

/** The law behind a rule, and whether all of it was read. */
function RuleLaw({ rule }: { readonly rule: string }): ReactNode {
  const say = useWords("tour");
  const { citation = "", citationStatus = "" } = findRule(rule) ?? {};
  const name = citation === OWN ? "law.own" : readOrNot("law", citationStatus);
  return <bdi>{say(name, { rule, citation })}</bdi>;
}

/** A citation, marked where not all of it was read. */
export function Cited({
  citation,
  citationStatus,
}: {
  readonly citation: string;
  readonly citationStatus: string;
}): ReactNode {
  const say = useWords("tour");
  const name = citation === OWN ? "cited.own" : readOrNot("cited", citationStatus);
  return <p className="small soft">{say(name, { citation })}</p>;
}

const readOrNot = <Kind extends "law" | "cited">(kind: Kind, status: string) =>
  isCitationRead(status) ? (`${kind}.read` as const) : (`${kind}.unread` as const);

/** What the catalogue writes in place of a citation. */
const OWN = "Proposal";
