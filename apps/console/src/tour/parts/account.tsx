import { sayBeside } from "@safepassage/policy";
import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import type { Tone } from "../../design/tone.ts";
import { FindingSentence } from "../../pages/case/finding-sentence.tsx";
import { ReasonText } from "../../pages/case/reason-text.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { Cited } from "../rule-law.tsx";
import { SceneText } from "../scene-text.tsx";
import type { AccountEntry, AccountPart, UnaskedPart, UnsentPart } from "../tour-api.ts";
import { Fact } from "./fact.tsx";
import { Fold } from "./fold.tsx";
import { byField, Values } from "./values.tsx";

/** What the sender had: what went, and what stayed behind for which reason. */
export function AccountView({
  part: { where, body, account },
  from,
}: {
  readonly part: AccountPart;
  readonly from: string;
}): ReactNode {
  const say = useWords("tour");
  const leaves = leavesOf(body, account);
  const count = (outcome: Outcome): number =>
    leaves.filter(({ entry }) => entry.outcome === outcome).length;
  const fates = [
    ...Map.groupBy(leaves, ({ entry }) => `${entry.outcome} ${whyOf(entry)?.sentence}`),
  ];
  const ordered = ORDER.flatMap((outcome) =>
    fates.filter(([, [first]]) => first?.entry.outcome === outcome),
  );
  return (
    <section className="stack-tight">
      <h3>{say(`account.${where}`, { from })}</h3>
      <p>
        {say("account.counts", {
          allowed: count("allowed"),
          coarser: count("coarsened"),
          withheld: count("withheld"),
        })}
      </p>
      <div className="fates">
        {ordered.map(([key, same]) => (
          <Fate key={key} leaves={same} />
        ))}
      </div>
    </section>
  );
}

/** Values with one fate, for one reason. */
function Fate({ leaves }: { readonly leaves: readonly HadLeaf[] }): ReactNode {
  const say = useWords("tour");
  const [first] = leaves;
  if (first === undefined) return null;
  const { outcome } = first.entry;
  const why = whyOf(first.entry);
  return (
    <div className="fate stack-tight" data-tone={TONES[outcome]}>
      <h4>{say(`fate.${outcome}`)}</h4>
      <Values
        of={byField(
          leaves.map(({ entry, value }) => ({
            ...{ field: entry.field, value },
            ...(entry.coarsenedTo !== undefined && { coarser: entry.coarsenedTo }),
          })),
        )}
      />
      {why !== undefined && outcome !== "allowed" && (
        <div className="small">
          <WhyText entry={first.entry} />
          <Cited citation={why.citation} citationStatus={why.citationStatus} />
        </div>
      )}
    </div>
  );
}

/** Why a value did not go as it was. The field stands beside: many share a reason. */
function WhyText({ entry: { reason, finding } }: { readonly entry: AccountEntry }): ReactNode {
  if (reason !== undefined) {
    const { field: _, ...general } = reason;
    return <ReasonText reason={{ ...general, sentence: sayBeside(reason) }} />;
  }
  return finding === undefined ? null : <FindingSentence finding={finding} />;
}

/** What would become of fields that are not sent. */
export function FatesView({
  part,
  step,
}: {
  readonly part: UnaskedPart | UnsentPart;
  /** Id of the step that tells it. */
  readonly step: string;
}): ReactNode {
  const say = useWords("tour");
  const names = useNames();
  const list = useList();
  const account =
    part.kind === "unasked"
      ? part.account.filter(({ field }) => part.fields.includes(field))
      : leavesOf(part.body, part.account).map(({ entry }) => entry);
  if (account.length === 0) return null;
  const fates = Map.groupBy(account, ({ outcome }) => outcome);
  return (
    <Fold title={say(part.kind)}>
      {part.kind === "unsent" && (
        <p>
          <SceneText id={`unsent.${step}`} says={part.says} />
        </p>
      )}
      <p>{say(`${part.kind}.lead`)}</p>
      <dl className="facts">
        {ORDER.filter((outcome) => fates.has(outcome)).map((outcome) => (
          <Fact key={outcome} name={say(`fates.${outcome}`)}>
            {list([...new Set(fates.get(outcome)?.map(({ field }) => names.field(field)))])}
          </Fact>
        ))}
      </dl>
    </Fold>
  );
}

type Outcome = AccountEntry["outcome"];

/** A value that the sender had, and what became of it. */
interface HadLeaf {
  readonly entry: AccountEntry;
  readonly value: unknown;
}

/** Those that the case has. The deadline is none of it: the gateway writes that one. */
const leavesOf = (body: Body, account: readonly AccountEntry[]): readonly HadLeaf[] =>
  account.flatMap((entry) => {
    const leaf = entry.leaf === undefined ? undefined : body[entry.gid]?.leaves[entry.leaf];
    return leaf === undefined ? [] : [{ entry, value: leaf.v }];
  });

interface Why {
  readonly sentence: string;
  readonly citation: string;
  readonly citationStatus: string;
}

/** Why a value did not go as it was: the policy says so, or what a rule would find. */
const whyOf = ({ reason, finding }: AccountEntry): Why | undefined =>
  reason === undefined ? finding : { ...reason, sentence: sayBeside(reason) };

const ORDER = ["allowed", "coarsened", "withheld"] as const satisfies readonly Outcome[];
const TONES = { allowed: "good", coarsened: "warn", withheld: "bad" } as const satisfies Record<
  Outcome,
  Tone
>;
