import type { ReactNode, Ref } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";
import { ButtonLink } from "../design/button.tsx";
import { Tag } from "../design/tag.tsx";
import { useWords } from "../words/words.tsx";
import { Erased } from "./parts/erased.tsx";
import { Fold } from "./parts/fold.tsx";
import type { Standing } from "./standing.ts";
import { LookNow, Tasks } from "./tasks.tsx";
import type { DeedState, TourState } from "./tour-api.ts";
import { showHref } from "./use-place.ts";

interface CardProps {
  readonly deed: DeedState;
  readonly state: TourState;
}

/** A deed. */
export function DeedCard({
  ref,
  number,
  standing,
  ...card
}: CardProps & {
  readonly ref: Ref<HTMLLIElement>;
  readonly number: number;
  /** `current`: of what is open, what to do now. */
  readonly standing: Standing | "current";
}): ReactNode {
  const Body = BODIES[standing];
  return (
    <li className="deed panel" data-standing={standing} ref={ref}>
      <span className="deed-number number" aria-hidden="true">
        {number}
      </span>
      <Body {...card} />
    </li>
  );
}

/** What is over: a line, which opens. */
function Over({ deed }: CardProps): ReactNode {
  const say = useWords("tour");
  return (
    <Disclosure>
      <div className="row deed-line">
        <Heading level={3}>
          <Button slot="trigger" className="unfold">
            {say(`deed.${deed.id}`)}
          </Button>
        </Heading>
        {deed.state !== "open" && <Tag tone="good">{say(`state.${deed.state}`)}</Tag>}
      </div>
      <DisclosurePanel>
        <div className="stack-tight">
          <p className="soft">{say(`deed.${deed.id}.says`)}</p>
          <div className="row">
            <Show deed={deed} />
          </div>
          {deed.remains !== undefined && <Erased part={deed.remains} />}
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

/** What is done, and to be looked at. */
function Look({ deed, state }: CardProps): ReactNode {
  const say = useWords("tour");
  return (
    <div className="stack-tight">
      <div className="row deed-line">
        <h3>{say(`deed.${deed.id}`)}</h3>
      </div>
      <LookNow deed={deed} state={state} />
      {deed.remains !== undefined && (
        <Fold title={say("erased")}>
          <Erased part={deed.remains} />
        </Fold>
      )}
    </div>
  );
}

/** What to do now: there without being asked for. */
function Current({ deed, state }: CardProps): ReactNode {
  const say = useWords("tour");
  return (
    <div className="stack-tight">
      <div className="row deed-line">
        <h3>{say(`deed.${deed.id}`)}</h3>
      </div>
      <p className="soft">{say(`deed.${deed.id}.says`)}</p>
      {/* There is nothing to do but to look. */}
      {deed.id !== WATCHED && <Tasks deed={deed} state={state} isMain />}
      <div className="row">
        <Show deed={deed} isMain={deed.id === WATCHED} />
      </div>
    </div>
  );
}

/** What is still to come. */
function Open({ deed, state }: CardProps): ReactNode {
  const say = useWords("tour");
  const title = say(`deed.${deed.id}`);
  if (deed.id === WATCHED) {
    return (
      <div className="row deed-line">
        <h3>{title}</h3>
        <Show deed={deed} />
      </div>
    );
  }
  return (
    <Disclosure>
      <div className="row deed-line">
        <h3>{title}</h3>
        <Heading level={4}>
          <Button slot="trigger" className="button" aria-label={say("ownOf", { name: title })}>
            {say("own")}
          </Button>
        </Heading>
        <Show deed={deed} />
      </div>
      <DisclosurePanel>
        <div className="stack-tight">
          <p className="soft">{say(`deed.${deed.id}.says`)}</p>
          <Tasks deed={deed} state={state} />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

function Show({
  deed: { id },
  isMain = false,
}: {
  readonly deed: DeedState;
  readonly isMain?: boolean;
}): ReactNode {
  const say = useWords("tour");
  const name = say(`deed.${id}`);
  return (
    <ButtonLink
      weight={isMain ? "main" : "plain"}
      href={showHref(id)}
      aria-label={say("showOf", { name })}
    >
      {say("show")}
    </ButtonLink>
  );
}

const BODIES = { over: Over, look: Look, current: Current, open: Open } as const;
/** The deed that nobody does oneself. */
const WATCHED = "refusal";
