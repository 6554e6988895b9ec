import { type Body, findField, type Group, KINDS } from "@safepassage/schema";
import { type ReactNode, useMemo } from "react";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { inOrder } from "./in-order.ts";
import { ValueText } from "./value-text.tsx";
import "./body-view.css";
import { Fact } from "./fact.tsx";

/** What a message says, entry by entry: persons first, each with what is about her beneath. */
export function BodyView({ body }: { readonly body: Body }): ReactNode {
  const titles = useTitles(body);
  const entries = inOrder(body);
  const persons = entries.filter(([, { kind }]) => isPerson(kind));
  const others = entries.filter(([, { kind }]) => !isPerson(kind));
  const ofPerson = (gid: string) => others.filter(([, { links }]) => links.includes(gid));
  const ofNobody = others.filter(
    ([, { links }]) => !links.some((link) => isPerson(body[link]?.kind ?? "")),
  );
  return (
    <div className="body-view stack">
      {persons.map(([gid, group]) => (
        <section key={gid} className="body-person" aria-label={titles.get(gid)}>
          <GroupView title={titles.get(gid) ?? ""} group={group} titles={titles} />
          {ofPerson(gid).map(([other, one]) => (
            <GroupView key={other} title={titles.get(other) ?? ""} group={one} titles={titles} />
          ))}
        </section>
      ))}
      {ofNobody.length > 0 && (
        <section className="body-person">
          {ofNobody.map(([gid, group]) => (
            <GroupView key={gid} title={titles.get(gid) ?? ""} group={group} titles={titles} />
          ))}
        </section>
      )}
    </div>
  );
}

function GroupView({
  title,
  group,
  titles,
}: {
  readonly title: string;
  readonly group: Group;
  readonly titles: ReadonlyMap<string, string>;
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
            <ValueText
              field={field}
              value={leaves.filter(({ f }) => f === field).map(({ v }) => v)}
            />
          </Fact>
        ))}
        {links.length > 0 && (
          <Fact name={say("links")}>{list(links.map((link) => titles.get(link) ?? ""))}</Fact>
        )}
      </dl>
      {meta !== undefined && (
        <p className="small soft">
          {say("evaluation", {
            nature: names.code("assertion_nature", meta.nature),
            source: names.code("source_evaluation", meta.sourceEval),
            info: names.code("information_evaluation", meta.infoEval),
            asOf: meta.asOf,
          })}
        </p>
      )}
    </div>
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
