import { type Body, findField, type Group, KINDS } from "@safepassage/schema";
import { type ReactNode, useMemo } from "react";
import { Tag } from "../../design/tag.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { tellForms } from "./coarser-forms.ts";
import { EvaluationText } from "./evaluation-text.tsx";
import { isAlike, shareEvaluation } from "./evaluations.ts";
import { Fact } from "./fact.tsx";
import { inOrder } from "./in-order.ts";
import { ValueText } from "./value-text.tsx";
import "./body-view.css";

/**
 * What a message says, entry by entry: persons first, each with what is about her beneath.
 *
 * @param restricted - Places whose values are not to be used, as `gid/field`.
 */
export function BodyView({
  body,
  restricted = NONE,
}: {
  readonly body: Body;
  readonly restricted?: ReadonlySet<string>;
}): ReactNode {
  const titles = useTitles(body);
  const entries = inOrder(body);
  const persons = entries.filter(([, { kind }]) => isPerson(kind));
  const others = entries.filter(([, { kind }]) => !isPerson(kind));
  const ofPerson = (gid: string) => others.filter(([, { links }]) => links.includes(gid));
  const ofNobody = others.filter(
    ([, { links }]) => !links.some((link) => isPerson(body[link]?.kind ?? "")),
  );
  const shared = { titles, restricted };
  return (
    <div className="body-view stack">
      {persons.map(([gid, group]) => (
        <section key={gid} className="body-person" aria-label={titles.get(gid)}>
          <Entries entries={[[gid, group], ...ofPerson(gid)]} person={gid} {...shared} />
        </section>
      ))}
      {ofNobody.length > 0 && (
        <section className="body-person">
          <Entries entries={ofNobody} {...shared} />
        </section>
      )}
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();

type Titles = ReadonlyMap<string, string>;

/** Entries that belong together. How most of them are evaluated is said once, after them. */
function Entries({
  entries,
  person,
  titles,
  restricted,
}: {
  readonly entries: readonly (readonly [gid: string, group: Group])[];
  /** The person that they stand beneath. An entry about nobody else does not repeat her. */
  readonly person?: string;
  readonly titles: Titles;
  readonly restricted: ReadonlySet<string>;
}): ReactNode {
  const { shared, isOfAll } = shareEvaluation(entries.map(([, group]) => group));
  return (
    <>
      {entries.map(([gid, group]) => (
        <GroupView
          key={gid}
          title={titles.get(gid) ?? ""}
          group={group}
          titles={titles}
          isRestricted={(field) => restricted.has(`${gid}/${field}`)}
          isLinked={group.links.some((link) => link !== person)}
          isEvaluated={!isAlike(group.meta, shared)}
        />
      ))}
      {shared !== undefined && (
        <EvaluationText name={isOfAll ? "evaluationAll" : "evaluationRest"} evaluation={shared} />
      )}
    </>
  );
}

function GroupView({
  title,
  group,
  titles,
  isRestricted,
  isLinked,
  isEvaluated,
}: {
  readonly title: string;
  readonly group: Group;
  readonly titles: Titles;
  readonly isRestricted: (field: string) => boolean;
  /** Whether it says what it is about. */
  readonly isLinked: boolean;
  /** Whether it says how it is evaluated. */
  readonly isEvaluated: boolean;
}): ReactNode {
  const names = useNames();
  const say = useWords("case");
  const list = useList();
  const { kind: _kind, links, meta, leaves, ...headers } = group;
  const fields = [...new Set(leaves.map(({ f }) => f))];
  return (
    <div className="body-group">
      <h3>{title}</h3>
      <dl className="facts">
        {Object.entries(headers).map(([name, value]) => (
          <Fact key={name} name={names.field(headerField(name))}>
            <ValueText field={headerField(name)} value={value} />
          </Fact>
        ))}
        {fields.map((field) => (
          <Fact key={field} name={names.field(field)}>
            <Values field={field} group={group} />
            {isRestricted(field) && (
              <span className="aside">
                {" "}
                <Tag tone="warn">{say("restricted")}</Tag>
              </span>
            )}
          </Fact>
        ))}
        {isLinked && (
          <Fact name={say("links")}>{list(links.map((link) => titles.get(link) ?? ""))}</Fact>
        )}
      </dl>
      {meta !== undefined && isEvaluated && <EvaluationText name="evaluation" evaluation={meta} />}
    </div>
  );
}

/** The values of a field: coarser forms of a date in a few words, and of what nature a value is where the entry is of another. */
function Values({
  field,
  group: { leaves, meta },
}: {
  readonly field: string;
  readonly group: Group;
}): ReactNode {
  const say = useWords("case");
  const names = useNames();
  const list = useList();
  const own = leaves.filter(({ f }) => f === field);
  const { values, coarser } = tellForms(
    field,
    own.map(({ v }) => v),
  );
  const natures = new Set(
    own.flatMap(({ nature }) => (nature === meta?.nature ? [] : (nature ?? []))),
  );
  return (
    <>
      <ValueText field={field} value={values} />
      {coarser.length > 0 && (
        <span className="soft small aside">
          {" "}
          {say("alsoCoarser", { forms: list(coarser.map((form) => names.rung(form))) })}
        </span>
      )}
      {natures.size > 0 && (
        <span className="soft small aside">
          {" "}
          {list([...natures].map((nature) => names.code("assertion_nature", nature)))}
        </span>
      )}
    </>
  );
}

/** A title for each entry: its kind, with a number where there are several. */
export function useTitles(
  body: Readonly<Record<string, Pick<Group, "kind">>>,
): ReadonlyMap<string, string> {
  const names = useNames();
  const say = useWords("case");
  return useMemo(() => {
    const entries = Object.entries(body);
    return new Map(
      entries.map(([gid, { kind }]) => {
        const alike = entries.filter(([, other]) => other.kind === kind);
        const number = alike.findIndex(([other]) => other === gid) + 1;
        const name = names.kind(kind);
        return [gid, alike.length === 1 ? name : say("numbered", { name, number })] as const;
      }),
    );
  }, [body, names, say]);
}

const isPerson = (kind: string): boolean => KINDS[kind]?.person === true;

/** The field of a member that stands beside the values: `ledCategory` is `subject.ledCategory`. */
function headerField(name: string): string {
  const id = `subject.${name}`;
  return findField(id) === undefined ? name : id;
}
