import { type ReactNode, useEffect } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Page } from "../design/page.tsx";
import { useWords } from "../words/words.tsx";
import { SceneText } from "./scene-text.tsx";
import { StepView } from "./step-view.tsx";
import type { DeedState, TourState } from "./tour-api.ts";
import { TourFault } from "./tour-fault.tsx";
import { showHref } from "./use-place.ts";
import { usePlay } from "./use-play.ts";

/** Shows a deed: plays the step that has it, and those before it without a word, and leads to the next deed. */
export function ShowPage({
  state,
  deed,
}: {
  readonly state: TourState;
  readonly deed: DeedState;
}): ReactNode {
  const say = useWords("tour");
  const scene = state.scenes.find(({ steps }) => steps.some(({ id }) => id === deed.step));
  const step = scene?.steps.find(({ id }) => id === deed.step);
  const failed = scene?.steps.find((one) => one.state === "failed");
  const { begin, isBusy, error } = usePlay(state, scene);
  const mayGoOn =
    (step?.state === "next" || step?.state === "waiting") &&
    failed === undefined &&
    !isBusy &&
    error === null;
  useEffect(() => {
    if (mayGoOn) begin("next");
  }, [mayGoOn, begin]);
  if (scene === undefined || step === undefined) return null;
  const shown = failed ?? step;
  const isBefore = shown.state === "next" || shown.state === "waiting";
  return (
    <Page title={say(`deed.${deed.id}`)} lead={say(`deed.${deed.id}.says`)}>
      {error !== null && <TourFault error={error} />}
      {isBefore && error !== null && (
        <div className="row">
          <Button isDisabled={isBusy} onPress={() => begin("next")}>
            {say("play")}
          </Button>
        </div>
      )}
      {isBefore ? (
        <p className="soft" role="status">
          {say("show.before")}
        </p>
      ) : (
        <ol className="steps">
          <li>
            <StepView step={shown} state={state} shows={deed.id}>
              <NextDeed state={state} after={deed} />
            </StepView>
          </li>
        </ol>
      )}
      <div className="row">
        <ButtonLink href={`#/${scene.id}`}>
          <span>
            {say("show.scene")} <SceneText id={`${scene.id}.title`} says={scene.title} />
          </span>
        </ButtonLink>
        <ButtonLink href="#/">{say("deeds")}</ButtonLink>
      </div>
    </Page>
  );
}

/**
 * Leads to the next open deed, or back to all deeds if none is open. Somebody who does the deeds in the consoles comes to its card; somebody who
 * watches comes to where it is shown.
 */
function NextDeed({
  state: { deeds },
  after,
}: {
  readonly state: TourState;
  readonly after: DeedState;
}): ReactNode {
  const say = useWords("tour");
  const at = deeds.findIndex(({ id }) => id === after.id);
  const inTurn = [...deeds.slice(at + 1), ...deeds.slice(0, at)];
  const next = inTurn.find((deed) => deed.state === "open");
  const isOneself = deeds.some((deed) => deed.state === "done");
  return (
    <div className="row next-deed">
      <ButtonLink weight="main" href={next === undefined || isOneself ? "#/" : showHref(next.id)}>
        {next === undefined ? say("show.over") : say("show.next", { name: say(`deed.${next.id}`) })}
      </ButtonLink>
    </div>
  );
}
