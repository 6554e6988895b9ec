import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Page } from "../design/page.tsx";
import { useLocale, useWords } from "../words/words.tsx";
import { SceneText, useSceneTexts } from "./scene-text.tsx";
import { StepView } from "./step-view.tsx";
import type { SceneState, TourState } from "./tour-api.ts";
import { change } from "./tour-client.ts";
import { TourFault } from "./tour-fault.tsx";

/** A scene, step by step. */
export function ScenePage({
  state,
  scene,
}: {
  readonly state: TourState;
  readonly scene: SceneState;
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
  return (
    <Page
      title={ownTitle ?? title}
      isTitleEnglish={ownTitle === undefined && locale !== "en"}
      lead={<SceneText id={`${id}.story`} says={story} />}
      actions={
        isBegun && (
          <Button isDisabled={isPlaying || play.isPending} onPress={() => play.mutate("again")}>
            {say("again")}
          </Button>
        )
      }
    >
      {play.error !== null && <TourFault error={play.error} />}
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.id}>
            <StepView
              step={step}
              state={state}
              isBusy={isPlaying || play.isPending}
              onPlay={() => play.mutate("next")}
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
