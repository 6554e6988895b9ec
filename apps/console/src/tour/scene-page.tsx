import type { ReactNode } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Page } from "../design/page.tsx";
import { useLocale, useWords } from "../words/words.tsx";
import { SceneText, useSceneTexts } from "./scene-text.tsx";
import { StepView } from "./step-view.tsx";
import type { SceneState, TourState } from "./tour-api.ts";
import { TourFault } from "./tour-fault.tsx";
import { usePlay } from "./use-play.ts";

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
  const { begin, isBusy, error } = usePlay(state, scene);
  const isBegun = steps.some(({ state }) => state === "played" || state === "failed");
  const after = state.scenes[state.scenes.findIndex((one) => one.id === id) + 1];
  const isOver = steps.every(({ state }) => state === "played");
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
              // The button goes, so the focus moves to the first step.
              document.getElementById(steps[0]?.id ?? "")?.focus();
              begin("again");
            }}
          >
            {say("again")}
          </Button>
        )
      }
    >
      {error !== null && <TourFault error={error} />}
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.id}>
            <StepView step={step} state={state} isBusy={isBusy} onPlay={() => begin("next")} />
          </li>
        ))}
      </ol>
      <div className="row">
        {isOver && after !== undefined && (
          <ButtonLink weight="main" href={`#/${after.id}`}>
            <span>
              {say("next")} <SceneText id={`${after.id}.title`} says={after.title} />
            </span>
          </ButtonLink>
        )}
        <ButtonLink href="#/">{say("deeds")}</ButtonLink>
      </div>
    </Page>
  );
}
