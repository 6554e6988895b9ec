import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Page } from "../design/page.tsx";
import { useLocale, useWords } from "../words/words.tsx";
import { SceneText, useSceneTexts } from "./scene-text.tsx";
import { StepView } from "./step-view.tsx";
import type { SceneState, TourState } from "./tour-api.ts";
import { change } from "./tour-client.ts";
import { TourFault } from "./tour-fault.tsx";

/**
 * A scene, step by step.
 *
 * @param until - Number of the step that somebody wants to see. All up to it are played, one after the other; those before it are
 *   folded.
 */
export function ScenePage({
  state,
  scene,
  until,
}: {
  readonly state: TourState;
  readonly scene: SceneState;
  readonly until: number;
}): ReactNode {
  const say = useWords("tour");
  const { id, title, story, steps } = scene;
  const { locale } = useLocale();
  const ownTitle = useSceneTexts()(`${id}.title`, title);
  const play = useMutation({
    mutationFn: (what: "next" | "again") => change(id, what, state.token),
  });
  const isBegun = steps.some(({ state }) => state === "played" || state === "failed");
  const isPlaying = state.scenes.some((one) => one.steps.some(({ state }) => state === "playing"));
  const after = state.scenes[state.scenes.findIndex((one) => one.id === id) + 1];
  const isOver = steps.every(({ state }) => state === "played");
  const isBusy = isPlaying || play.isPending;
  const wanted = steps[until - 1];
  const mayGoOn = wanted !== undefined && !isDone(wanted) && !isBusy && play.error === null;
  const isStuck = steps.some(({ state }) => state === "failed");
  const { mutate } = play;
  useEffect(() => {
    if (mayGoOn && !isStuck) mutate("next");
  }, [mayGoOn, isStuck, mutate]);
  const arrived = wanted !== undefined && isDone(wanted) ? wanted.id : undefined;
  useEffect(() => {
    const heading = arrived === undefined ? null : document.getElementById(arrived);
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView();
  }, [arrived]);
  return (
    <Page
      title={ownTitle ?? title}
      isTitleEnglish={ownTitle === undefined && locale !== "en"}
      lead={<SceneText id={`${id}.story`} says={story} />}
      actions={
        isBegun && (
          <Button
            isDisabled={isBusy}
            onPress={() => {
              // From now on step by step.
              location.hash = `#/${id}`;
              mutate("again");
            }}
          >
            {say("again")}
          </Button>
        )
      }
    >
      {play.error !== null && <TourFault error={play.error} />}
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step.id}>
            <StepView
              step={step}
              state={state}
              isFolded={step.state === "played" && index < until - 1}
              isBusy={isBusy}
              onPlay={() => mutate("next")}
            />
          </li>
        ))}
      </ol>
      <div className="row">
        {isOver && after !== undefined && (
          <ButtonLink weight="main" href={`#/${after.id}`}>
            {say("next")} <SceneText id={`${after.id}.title`} says={after.title} />
          </ButtonLink>
        )}
        <ButtonLink href="#/">{say("deeds")}</ButtonLink>
      </div>
    </Page>
  );
}

const isDone = ({ state }: SceneState["steps"][number]): boolean =>
  state === "played" || state === "failed";
