import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";
import { ButtonLink } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";
import { Tag } from "../design/tag.tsx";
import { useWords } from "../words/words.tsx";
import { NewTabLink } from "./new-tab-link.tsx";
import { Erased } from "./parts/erased.tsx";
import type { DeedState, Task, TourState } from "./tour-api.ts";

/** What somebody does here, each with a tick once it was done or watched. */
export function DeedList({ state }: { readonly state: TourState }): ReactNode {
  const say = useWords("tour");
  const { deeds } = state;
  const done = deeds.filter((deed) => deed.state !== "open").length;
  const next = deeds.find((deed) => deed.state === "open")?.id;
  return (
    <section className="stack-tight">
      <div className="row">
        <h2>{say("deeds")}</h2>
        <span className="soft" role="status">
          {say("deeds.count", { done, all: deeds.length })}
        </span>
      </div>
      <ol className="deeds">
        {deeds.map((deed) => (
          <Deed key={deed.id} deed={deed} state={state} isNext={deed.id === next} />
        ))}
      </ol>
      {next === undefined && (
        <Notice tone="good" title={say("deeds.allDone")}>
          <p>{say("deeds.allDoneSays")}</p>
        </Notice>
      )}
    </section>
  );
}

function Deed({
  deed,
  state,
  isNext,
}: {
  readonly deed: DeedState;
  readonly state: TourState;
  readonly isNext: boolean;
}): ReactNode {
  const say = useWords("tour");
  const scene = state.scenes.find(({ steps }) => steps.some(({ id }) => id === deed.step));
  const isDone = deed.state !== "open";
  return (
    <li className="deed panel" data-done={isDone} data-next={isNext}>
      <span className="tick" aria-hidden="true">
        {isDone && "✓"}
      </span>
      <div className="stack-tight">
        <div className="row">
          <h3>{say(`deed.${deed.id}`)}</h3>
          {deed.state !== "open" && <Tag tone="good">{say(`state.${deed.state}`)}</Tag>}
        </div>
        <p className="soft">{say(`deed.${deed.id}.says`)}</p>
        <Ways deed={deed} state={state} scene={scene?.id} isNext={isNext} />
        {deed.remains !== undefined && <Erased part={deed.remains} />}
      </div>
    </li>
  );
}

/** How somebody does it, or has it shown. */
function Ways({
  deed,
  state,
  scene,
  isNext,
}: {
  readonly deed: DeedState;
  readonly state: TourState;
  readonly scene: string | undefined;
  readonly isNext: boolean;
}): ReactNode {
  const say = useWords("tour");
  const panel = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<boolean>();
  useEffect(() => {
    if (chosen === true) panel.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const name = say(`deed.${deed.id}`);
  const shown = scene !== undefined && (
    <ButtonLink href={`#/${scene}/${deed.step.split(".")[1]}`} aria-label={say("showOf", { name })}>
      {say("show")}
    </ButtonLink>
  );
  // There is nothing to do but to look.
  if (deed.id === "refusal") return <div className="row">{shown}</div>;
  return (
    // What to do next is there without being asked for.
    <Disclosure
      className="ways stack-tight"
      isExpanded={chosen ?? isNext}
      onExpandedChange={choose}
    >
      <div className="row">
        <Heading level={4}>
          <Button slot="trigger" className="button" aria-label={say("ownOf", { name })}>
            {say("own")}
          </Button>
        </Heading>
        {shown}
      </div>
      <DisclosurePanel ref={panel}>
        {deed.tasks.length === 0 ? (
          <p className="soft">{say("waits")}</p>
        ) : (
          <ol className="tasks">
            {deed.tasks.map((task) => (
              <li key={task.does}>
                <TaskText task={task} state={state} />
              </li>
            ))}
          </ol>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

function TaskText({
  task: { does, agency, person, url },
  state,
}: {
  readonly task: Task;
  readonly state: TourState;
}): ReactNode {
  const say = useWords("tour");
  const { name = person } = state.people.find(({ id }) => id === person) ?? {};
  return (
    <>
      <p>{say(`task.${does}`, { agency, person: name })}</p>
      <NewTabLink href={url} isButton>
        {say("open", { agency, person: name })}
      </NewTabLink>
    </>
  );
}
