import type { ReactNode } from "react";
import { Button } from "../../design/button.tsx";
import { Tag } from "../../design/tag.tsx";
import { useKeptFocus } from "../../design/use-kept-focus.ts";
import { type Say, useWords } from "../../words/words.tsx";
import type { Thing } from "./judge/thing.ts";
import { RefusalText } from "./refusal-text.tsx";
import type { Item } from "./use-given.ts";
import { givenOf } from "./use-outcome.ts";

/** The files and texts that were given: the kind of each, and what is still needed to judge it. */
export function GivenList({
  items,
  onRemove,
}: {
  readonly items: readonly Item[];
  readonly onRemove: (id: number) => void;
}): ReactNode {
  const say = useWords("check");
  const heading = useKeptFocus<HTMLHeadingElement>();
  const kinds = new Set(givenOf(items).map(({ thing }) => thing.kind));
  return (
    <section className="stack-tight">
      <h2 ref={heading} tabIndex={-1}>
        {say("given")}
      </h2>
      <p className="small soft" role="status">
        {say("givenCount", { count: items.length })}
      </p>
      <ul className="check-given">
        {items.map((item) => (
          <li key={item.id} className="panel stack-tight">
            <div className="row check-item">
              <NameOf item={item} />
              {"given" in item && <Tag>{say(`kind.${item.given.thing.kind}`)}</Tag>}
              <Button
                weight="quiet"
                aria-label={say("removeOne", { name: nameOf(item, say) })}
                onPress={() => {
                  onRemove(item.id);
                  heading.current?.focus();
                }}
              >
                {say("remove")}
              </Button>
            </div>
            {"given" in item ? (
              <Waiting thing={item.given.thing} kinds={kinds} />
            ) : (
              <RefusalText refusal={item.refusal} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function NameOf({ item }: { readonly item: Item }): ReactNode {
  const say = useWords("check");
  return (
    <strong className="check-name">
      <bdi>{nameOf(item, say)}</bdi>
    </strong>
  );
}

const nameOf = ({ name }: Item, say: Say<"check">): string => (name === "" ? say("pasted") : name);

/** What something that was given needs before it is of use. */
function Waiting({
  thing,
  kinds,
}: {
  readonly thing: Thing;
  readonly kinds: ReadonlySet<Thing["kind"]>;
}): ReactNode {
  const say = useWords("check");
  const hasRegistry =
    kinds.has("registry") || (kinds.has("signedRegistry") && kinds.has("registryKey"));
  const waits =
    (thing.kind === "signedRegistry" && !kinds.has("registryKey") && "waits.signedRegistry") ||
    (thing.kind === "registryKey" && !kinds.has("signedRegistry") && "waits.registryKey") ||
    (thing.kind === "agreement" && !hasRegistry && "waits.agreement") ||
    (thing.kind === "evidence" && !hasRegistry && "waits.evidence") ||
    undefined;
  return waits === undefined ? null : <p className="small">{say(waits)}</p>;
}
