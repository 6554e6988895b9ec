import { sayBeside } from "@safepassage/policy";
import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import { FindingSentence } from "../../pages/case/finding-sentence.tsx";
import { ReasonText } from "../../pages/case/reason-text.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useOrder } from "../../words/order.ts";
import { useWords } from "../../words/words.tsx";
import { Cited } from "../rule-law.tsx";
import { SceneText } from "../scene-text.tsx";
import type { AccountEntry, AccountPart, UnaskedPart, UnsentPart } from "../tour-api.ts";
import { Fact } from "./fact.tsx";
import { Fold } from "./fold.tsx";
import { byField, Values } from "./values.tsx";

/** What the sender had: what went, and what stayed behind for which reason. Values and law open when somebody asks for them. */
export function AccountView({
  part: { body, account },
  isAboutSent,
}: {
  readonly part: AccountPart;
  /** Whether it is about what went: then that is open, and what stayed is folded. */
  readonly isAboutSent: boolean;
}): ReactNode {
  const say = useWords("tour");
  const had = hadBy(body, account);
  const {
    allowed = [],
    coarsened = [],
    withheld = [],
  } = Object.groupBy(had, ({ entry }) => entry.outcome);
  const went = [...allowed, ...coarsened];
  const stayed = sameFate(withheld).map(([key, same]) => <Stayed key={key} had={same} />);
  return (
    <section className="stack-tight">
      <p>
        {say("account.counts", {
          goes: went.length,
          coarse: coarsened.length,
          stays: withheld.length,
        })}
      </p>
      {went.length > 0 && (
        <Fold title={say("account.went")} isOpen={isAboutSent}>
          <HadValues had={went} />
          {sameFate(coarsened).map(([key, same]) => (
            <Fold key={key} title={say("account.coarser")}>
              <Why had={same} />
            </Fold>
          ))}
        </Fold>
      )}
      {stayed.length > 0 &&
        (isAboutSent ? <Fold title={say("account.stayed")}>{stayed}</Fold> : stayed)}
    </section>
  );
}

/** Values that stayed behind: for which reason in short, and beneath it the values, the whole reason and the law. */
function Stayed({ had }: { readonly had: readonly Had[] }): ReactNode {
  const say = useWords("tour");
  const names = useNames();
  const list = useList();
  const order = useOrder();
  const counts = Map.groupBy(had, ({ entry }) => names.field(entry.field));
  const fields = list(
    [...counts]
      .map(([name, { length }]) => (length > 1 ? `${name} (${length})` : name))
      .sort(order),
  );
  const [first] = had;
  const short = first && shortOf(first.entry);
  return (
    <div className="fate">
      <Fold title={say("account.stayedBehind", { fields })}>
        {[...Map.groupBy(had, ({ entry }) => whyOf(entry)?.sentence).values()].map((same) => (
          <div key={same[0]?.entry.path} className="stack-tight">
            <HadValues had={same} />
            <Why had={same} />
          </div>
        ))}
      </Fold>
      <div className="small soft">
        {short !== undefined && <p>{say(`reason.${short}`)}</p>}
        {short === undefined && first !== undefined && <WhyText entry={first.entry} />}
      </div>
    </div>
  );
}

/** What the sender had, and what went in its place. What the gateway writes itself, such as a deadline, was not there before. */
function HadValues({ had }: { readonly had: readonly Had[] }): ReactNode {
  const known = had.filter(({ value }) => value !== undefined);
  return (
    <Values
      of={byField(
        known.map(({ entry, value }) => ({
          ...{ field: entry.field, value },
          ...(entry.coarsenedTo !== undefined && { coarser: entry.coarsenedTo }),
        })),
      )}
    />
  );
}

/** Why values did not go as they were, with the law. */
function Why({ had: [first] }: { readonly had: readonly Had[] }): ReactNode {
  const why = first && whyOf(first.entry);
  if (first === undefined || why === undefined) return null;
  return (
    <div className="small">
      <WhyText entry={first.entry} />
      <Cited citation={why.citation} citationStatus={why.citationStatus} />
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
      : part.account.filter(({ gid }) => Object.hasOwn(part.body, gid));
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

/** Something that the sender had, and what became of it. */
interface Had {
  readonly entry: AccountEntry;
  readonly value: unknown;
}

/**
 * All that an account is about, as the console counts it: values, and what is said of a person beside them, such as the age class.
 * What the case does not have, the gateway writes, such as a deadline.
 */
const hadBy = (body: Body, account: readonly AccountEntry[]): readonly Had[] =>
  account.map((entry) => ({ entry, value: valueHad(body[entry.gid], entry) }));

function valueHad(group: Body[string] | undefined, { leaf, field }: AccountEntry): unknown {
  if (leaf !== undefined) return group?.leaves[leaf]?.v;
  const member = field.slice(field.indexOf(".") + 1);
  return Object.entries(group ?? {}).find(([name]) => name === member)?.[1];
}

interface SaidWhy {
  readonly sentence: string;
  readonly citation: string;
  readonly citationStatus: string;
}

/** Why a value did not go as it was: the policy says so, or what a rule would find. */
const whyOf = ({ reason, finding }: AccountEntry): SaidWhy | undefined =>
  reason === undefined ? finding : { ...reason, sentence: sayBeside(reason) };

/** Values of which the same is said, by what that is. */
const sameFate = (had: readonly Had[]): readonly (readonly [string, readonly Had[]])[] => [
  ...Map.groupBy(had, ({ entry }) => shortOf(entry) ?? whyOf(entry)?.sentence ?? ""),
];

/** The code of a reason that is said in short. */
const shortOf = ({ reason }: AccountEntry): (typeof SHORT)[number] | undefined =>
  SHORT.find((code) => code === reason?.code);

const ORDER = ["allowed", "coarsened", "withheld"] as const satisfies readonly Outcome[];
const SHORT = ["agreement", "consent", "necessity", "purpose"] as const;
